// The bar that tells what became of a message, with a way back for a moment.
// @ts-check

let timer = 0;
/** @type {() => void} */
let back = () => { /* Nothing was said yet. */ };

const bar = () => /** @type {HTMLElement} */ (document.querySelector('[data-sent-bar]'));

/** @param {string} text @param {string} action Its name; empty for none. @param {number} time Milliseconds. @param {() => void} act */
export function say(text, action, time, act) {
  clearTimeout(timer);
  const place = bar();
  const button = /** @type {HTMLElement} */ (place.querySelector('[data-sent-action]'));
  /** @type {HTMLElement} */ (place.querySelector('[data-sent-text]')).textContent = text;
  button.textContent = action;
  button.hidden = !action || !time;
  place.dataset.shown = '';
  back = act;
  const line = place.querySelector('.tl');
  line?.getAnimations().forEach(animation => animation.cancel());
  line?.animate([{ width: '100%' }, { width: '0' }], { duration: time });
  timer = setTimeout(hide, Math.max(time, 4_000));
}

function hide() {
  clearTimeout(timer);
  delete bar().dataset.shown;
}

document.addEventListener('click', event => {
  const target = /** @type {Element} */ (event.target);
  if (target.closest('[data-sent-action]')) {
    hide();
    back();
  } else if (target.closest('[data-sent-close]')) {
    hide();
  }
});

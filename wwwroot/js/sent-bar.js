// The bar that tells what became of a message, with a way back for a moment.
// @ts-check
import { Countdown } from './countdown.js';

/** Words are read, also where nothing can be taken back; milliseconds. */
const least = 4_000;
const bar = () => /** @type {HTMLElement} */ (document.querySelector('[data-sent-bar]'));
/** What is said is over, and nothing was taken back. */
const over = () => document.dispatchEvent(new Event('composer:said'));
const countdown = new Countdown(bar, over);
/** @type {() => void} */
let back = () => { /* Nothing was said yet. */ };

/** @param {string} text @param {string} [action] Its name; empty for none. @param {number} [time] Milliseconds. @param {() => void} [act] */
export function say(text, action = '', time = 7_000, act = () => { /* There is nothing to take back. */ }) {
  const place = bar();
  const button = /** @type {HTMLElement} */ (place.querySelector('[data-sent-action]'));
  /** @type {HTMLElement} */ (place.querySelector('[data-sent-text]')).textContent = text;
  button.textContent = action;
  button.hidden = !action || !time;
  back = act;
  countdown.start(Math.max(time, least));
}

document.addEventListener('click', event => {
  const target = /** @type {Element} */ (event.target);
  if (target.closest('[data-sent-action]')) {
    countdown.hide();
    back();
  } else if (target.closest('[data-sent-close]')) {
    countdown.hide();
    over();
  }
});

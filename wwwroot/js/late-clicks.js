// Buttons that need the server, pressed while it cannot be reached: they look busy, and are pressed again, in order, when it is back.
// @ts-check

/** Where a button is, in words that hold for the next drawing of the page too. @typedef {{ place: string, name: string }} Press */

const places = '[data-place], [data-card], [data-list], [data-mailbox-panel], main, header, dialog';

/** What the browser does by itself. */
const local = '[popovertarget], [type=submit], form *, [data-mark], [data-act], [data-select], [data-row-menu-of], [data-menu], [data-open], [data-focus], [data-close-drawer], [data-pill], '
  + '[data-toggle-theme], [data-set-theme], [data-set-lang], [data-set-density], [data-set-clock], [data-set-mail-colours]';

/** @type {Press[]} */
const presses = [];

/** @param {Element} button */
const nameOf = button => button.ariaLabel ?? button.textContent?.trim() ?? '';

/** @param {Element} button */
function placeOf(button) {
  const place = button.closest(places);
  const named = ['data-place', 'data-card'].find(name => place?.hasAttribute(name));
  return named ? `[${named}="${CSS.escape(place?.getAttribute(named) ?? '')}"]`
    : ['[data-list]', '[data-mailbox-panel]', 'dialog', 'header', 'main'].find(name => place?.matches(name)) ?? 'body';
}

document.addEventListener('click', event => {
  const button = /** @type {Element} */ (event.target).closest('button');
  if (!button || document.documentElement.dataset.connection !== 'down' || !event.isTrusted || button.matches(local))
    return;
  event.preventDefault();
  event.stopImmediatePropagation();
  presses.push({ place: placeOf(button), name: nameOf(button) });
  button.ariaBusy = 'true';
}, true);

document.addEventListener('webmail:up', () => {
  for (const busy of document.querySelectorAll('button[aria-busy=true]'))
    busy.ariaBusy = null;
  for (const { place, name } of presses.splice(0)) {
    const button = [...document.querySelectorAll(`${place} button`)].find(other => nameOf(other) === name);
    if (button instanceof HTMLElement)
      button.click();
  }
});

// Which message is shown follows the address, and the address follows the hand: a message the page holds already is there at once,
// whatever the network. What the server draws later says the same.
// @ts-check
import { placeFrames } from './frames.js';

/** @param {string} address @returns {{ path: string, message: boolean } | null} Relative to the base path; null when it is no address of mail. */
function read(address) {
  const url = new URL(address, document.baseURI);
  const base = new URL(document.baseURI).pathname;
  if (url.origin !== location.origin || !url.pathname.startsWith(`${base}mail/`))
    return null;
  const part = url.searchParams.get('part');
  const path = url.pathname.slice(base.length);
  return { path: part ? `${path}?part=${encodeURIComponent(part)}` : path, message: path.split('/').length === 4 };
}

/** Shows the message of an address when the page holds it. @param {string} address */
function show(address) {
  const app = /** @type {HTMLElement | null} */ (document.querySelector('.app[data-live]'));
  const target = read(address);
  if (!app || !target)
    return;
  const cards = /** @type {HTMLElement[]} */ ([...document.querySelectorAll('[data-card]')]);
  const wanted = cards.find(card => card.dataset.card === (target.message ? target.path : ''));
  if (!wanted)
    return;
  for (const card of cards)
    card.hidden = card !== wanted;
  app.dataset.pane = target.message ? 'message' : 'list';
  placeFrames();
}

document.addEventListener('click', event => {
  const link = /** @type {Element} */ (event.target).closest('a[href]:not([target]):not([download])');
  if (link instanceof HTMLAnchorElement && event.button === 0 && !event.ctrlKey && !event.metaKey && !event.shiftKey && !event.altKey)
    show(link.href);
});
document.addEventListener('webmail:opening', event => show(/** @type {CustomEvent<string>} */ (event).detail));
document.addEventListener('webmail:rendered', () => show(location.href));
window.addEventListener('popstate', () => show(location.href));

// The field under a message: what is typed there goes on in a window that stands in its place. The server draws the place; the window is
// the browser's own. It leaves the place before the page is drawn anew, comes back with it, and is put aside with the message.
// @ts-check
import { opened, place as dock, put, remember, show, start, words } from './composer-dock.js';
import * as bar from './sent-bar.js';

/** @typedef {import('./composer.js').Composer} Composer */

const phone = matchMedia('(max-width: 767.98px)');

/** Names a message as its place does. @param {Composer} composer */
const messageOf = ({ draft: { origin } }) => origin ? `${origin.mailbox}/${origin.uidValidity}/${origin.uid}` : '';

/** @param {string} message @returns {HTMLElement | null} Where its answer stands; null when it is not looked at. */
function placeOf(message) {
  const places = /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll('[data-reply-place]'));
  return [...places].find(place => place.dataset.replyPlace === message && !place.closest('[hidden]')) ?? null;
}

/** @param {string} message */
const fieldOf = message => /** @type {HTMLTextAreaElement | null | undefined} */ (placeOf(message)?.parentElement?.querySelector('[data-quick-reply]'));

/** Messages whose window is on its way. @type {Set<string>} */
const growing = new Set();

/** Somebody begins to answer: typed is into the field until the window can take it. @param {HTMLTextAreaElement} field */
export async function grow(field) {
  const { mailbox = '', validity = '', uid = '', quickReply: message = '' } = field.dataset;
  if (growing.has(message) || opened().some(one => one.element.dataset.look === 'inline' && messageOf(one) === message))
    return;
  growing.add(message);
  const again = () => {
    const there = fieldOf(message);
    if (there)
      void grow(there);
  };
  const draft = await start({ kind: 'reply', mailbox, validity, uid }, again);
  if (!draft) {
    growing.delete(message);
    // What is written already does not wait for a button.
    if (fieldOf(message)?.value)
      document.addEventListener('webmail:up', again, { once: true });
    return;
  }
  const composer = show(draft, 0, '', 'inline');
  await composer.body.ready;
  await rest(field);
  growing.delete(message);
  take(composer, fieldOf(message) ?? field);
}

/** An input method ends its word first. @param {HTMLTextAreaElement} field */
async function rest(field) {
  if (field.hasAttribute('data-composing'))
    await new Promise(resolve => { field.addEventListener('compositionend', () => setTimeout(resolve), { once: true }); });
}

/** @param {Composer} composer @param {HTMLTextAreaElement} field */
function take(composer, field) {
  const { value } = field;
  const focused = document.activeElement === field;
  field.value = '';
  // The page keeps no text for a field that has none (keep.js).
  field.dispatchEvent(new Event('input', { bubbles: true }));
  if (value) {
    composer.body.focus(true);
    composer.body.insert(value);
    composer.changed();
  }
  arrange();
  if (composer.isSmall || !composer.element.isConnected)
    return;
  if (focused)
    composer.body.focus(!value);
  composer.element.scrollIntoView({ block: 'nearest' });
}

/** Every window stands under its message, or aside when that is not looked at. */
function arrange() {
  let moved = false;
  for (const composer of [...opened()]) {
    const { look } = composer.element.dataset;
    if (look !== 'inline' && look !== 'away')
      continue;
    const place = placeOf(messageOf(composer));
    if (place && (place === composer.element.parentElement || !place.childElementCount)) {
      moved ||= look === 'away';
      composer.element.dataset.look = 'inline';
      put(composer, place);
      comeBack(composer);
    } else if (look === 'inline' && !growing.has(messageOf(composer))) {
      moved = true;
      putAside(composer);
    }
  }
  if (moved)
    remember();
}

/** @param {Composer} composer */
function putAside(composer) {
  if (composer.isEmpty)
    return void composer.close();
  composer.element.dataset.look = 'away';
  put(composer, dock);
  void composer.sync.send();
  // A desktop has room for a bar with its name.
  if (phone.matches)
    bar.say(words.kept ?? '', words.goOn ?? '', 7_000, () => composer.look('docked'));
}

/** What had the focus in a window that left its place for a moment. @type {Element | null} */
let focused = null;

/** Out of a page that is about to be drawn anew. */
function park() {
  focused = document.activeElement;
  for (const composer of opened()) {
    if (composer.element.dataset.look === 'inline')
      put(composer, dock);
  }
}

/** The next key goes where the last one went. @param {Composer} composer */
function comeBack(composer) {
  const was = focused;
  if (!(was instanceof HTMLElement) || !composer.element.contains(was))
    return;
  focused = null;
  if (document.activeElement === was)
    return;
  if (was.matches('.tx'))
    composer.body.focus();
  else
    was.focus({ preventScroll: true });
}

document.addEventListener('webmail:replacing', park);
document.addEventListener('webmail:replaced', arrange);
document.addEventListener('webmail:rendered', arrange);
new MutationObserver(() => {
  if (opened().some(({ element: { dataset, parentElement, isConnected } }) => dataset.look === 'away'
    || (dataset.look === 'inline' && (!isConnected || parentElement === dock || parentElement?.closest('[hidden]')))))
    arrange();
}).observe(document.body, { childList: true, subtree: true, attributeFilter: ['hidden'] });

arrange();

// Dragging to folders: messages to be moved or copied there, and folders to be put into others. What is dropped is told as an event;
// whoever can do it listens. A menu does the same without dragging.
// @ts-check

const messages = 'application/x-webmail-messages';
const folder = 'application/x-webmail-folder';
const openAfter = 700;

/** The folder that is being dragged. @type {HTMLElement | null} */
let dragged = null;
let touched = false;
/** What something would be dropped on. @type {HTMLElement | null} */
let over = null;
let opening = 0;

/** @param {EventTarget | null} target @returns {HTMLElement | null} */
const placeOf = target => target instanceof Element ? target.closest('[data-mailboxes] [role=treeitem][data-mailbox], [data-top-mailbox]') : null;

/** @param {HTMLElement} row @param {string} act */
const can = (row, act) => (row.dataset.can ?? '').split(' ').includes(act);

/** @param {HTMLElement} row */
const levelOf = row => Number(row.ariaLevel);

/** Whether a row is the other one, or inside it: rows stand in the order of display. @param {HTMLElement} row @param {HTMLElement} other */
function isInside(row, other) {
  for (let at = /** @type {Element | null} */ (row), level = Infinity; at; at = at.previousElementSibling) {
    if (!(at instanceof HTMLElement) || at.role !== 'treeitem' || levelOf(at) >= level)
      continue;
    level = levelOf(at);
    if (at === other)
      return true;
  }
  return false;
}

/** @param {HTMLElement} row @returns {HTMLElement | null} */
function parentOf(row) {
  for (let at = row.previousElementSibling; at; at = at.previousElementSibling) {
    if (at instanceof HTMLElement && at.role === 'treeitem' && levelOf(at) < levelOf(row))
      return at;
  }
  return null;
}

/** What would happen here. @param {DragEvent} event @param {HTMLElement} place @returns {'copy' | 'move' | null} */
function effectAt(event, place) {
  const types = event.dataTransfer?.types ?? [];
  const top = place.hasAttribute('data-top-mailbox');
  if (types.includes(messages))
    return !top && can(place, 'insert') && place.ariaSelected !== 'true' ? event.ctrlKey ? 'copy' : 'move' : null;
  if (!types.includes(folder) || !dragged || document.documentElement.dataset.connection === 'down')
    return null;
  if (top)
    return levelOf(dragged) > 1 ? 'move' : null;
  return can(place, 'new') && !isInside(place, dragged) && parentOf(dragged) !== place ? 'move' : null;
}

/** @param {HTMLElement | null} place */
function mark(place) {
  if (place === over)
    return;
  clearTimeout(opening);
  over?.removeAttribute('data-drop');
  over = place;
  place?.setAttribute('data-drop', '');
}

/** A folded folder opens under what is held over it. @param {HTMLElement} place */
function openSoon(place) {
  if (place.ariaExpanded !== 'false' || place.dataset.opening !== undefined)
    return;
  place.dataset.opening = '';
  opening = setTimeout(() => {
    delete place.dataset.opening;
    if (hovered === place && place.ariaExpanded === 'false')
      /** @type {HTMLElement | null} */ (place.querySelector('[data-twisty]'))?.click();
  }, openAfter);
}

/** @type {HTMLElement | null} */
let hovered = null;

document.addEventListener('pointerdown', event => {
  touched = event.pointerType !== 'mouse';
}, true);

document.addEventListener('dragstart', event => {
  const row = placeOf(event.target);
  if (!row || row.hasAttribute('data-top-mailbox') || !event.dataTransfer)
    return;
  // A finger that rests on a folder wants its menu.
  if (touched) {
    event.preventDefault();
    return;
  }
  if (!can(row, 'move'))
    return;
  dragged = row;
  event.dataTransfer.setData(folder, row.dataset.mailbox ?? '');
  event.dataTransfer.effectAllowed = 'move';
});

document.addEventListener('dragover', event => {
  const place = placeOf(event.target);
  const types = event.dataTransfer?.types ?? [];
  if (hovered !== place) {
    hovered?.removeAttribute('data-opening');
    clearTimeout(opening);
    hovered = place;
  }
  if (place && (types.includes(messages) || types.includes(folder)))
    openSoon(place);
  const effect = place && effectAt(event, place);
  mark(effect ? place : null);
  if (!effect || !event.dataTransfer)
    return;
  event.preventDefault();
  event.dataTransfer.dropEffect = effect;
});

document.addEventListener('drop', event => {
  const place = placeOf(event.target);
  const effect = place && effectAt(event, place);
  mark(null);
  if (!place || !effect || !event.dataTransfer)
    return;
  event.preventDefault();
  const target = place.dataset.mailbox ?? '';
  const picked = event.dataTransfer.getData(messages);
  if (picked)
    document.dispatchEvent(new CustomEvent('webmail:act', { detail: { act: effect, picked: JSON.parse(picked), target } }));
  else
    document.dispatchEvent(new CustomEvent('webmail:drop-folder', { detail: { mailbox: event.dataTransfer.getData(folder), target } }));
});

document.addEventListener('dragend', () => {
  mark(null);
  hovered = dragged = null;
});
document.addEventListener('dragleave', event => {
  if (!(event.relatedTarget instanceof Node))
    mark(null);
});

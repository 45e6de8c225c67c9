// Dragging to folders: messages to be moved or copied there, and folders to be put into others or beside them. What is dropped is told as an event;
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

/** Whether two rows have one parent, and no heading between them. @param {HTMLElement} row @param {HTMLElement} other */
function areSiblings(row, other) {
  if (row === other || levelOf(row) !== levelOf(other) || parentOf(row) !== parentOf(other))
    return false;
  const first = row.compareDocumentPosition(other) & Node.DOCUMENT_POSITION_FOLLOWING ? row : other;
  for (let at = first.nextElementSibling; at && at !== row && at !== other; at = at.nextElementSibling) {
    if (at.role !== 'treeitem')
      return false;
  }
  return true;
}

/** A favourite stands for the row that it repeats. @param {HTMLElement} row @returns {HTMLElement} */
const meant = row => row.dataset.repeated === undefined ? row
  : document.querySelector(`[data-mailboxes] [data-mailbox="${CSS.escape(row.dataset.mailbox ?? '')}"]:not([data-repeated])`) ?? row;

/** @typedef {'into' | 'before' | 'after'} Where */

/** What would happen here. @param {DragEvent} event @param {HTMLElement} place @returns {{ effect: 'copy' | 'move', where: Where } | null} */
function effectAt(event, place) {
  const types = event.dataTransfer?.types ?? [];
  const top = place.hasAttribute('data-top-mailbox');
  if (types.includes(messages)) {
    const isOpen = place.ariaSelected === 'true' || place.ariaCurrent !== null;
    return !top && can(place, 'insert') && !isOpen ? { effect: event.ctrlKey ? 'copy' : 'move', where: 'into' } : null;
  }
  if (!types.includes(folder) || !dragged || document.documentElement.dataset.connection === 'down')
    return null;
  const where = whereAt(event, place, dragged);
  return where && { effect: 'move', where };
}

/** Where a folder would come: its siblings let it pass at their edges. @param {DragEvent} event @param {HTMLElement} place @param {HTMLElement} row @returns {Where | null} */
function whereAt(event, place, row) {
  if (place.hasAttribute('data-top-mailbox'))
    return can(row, 'move') && levelOf(row) > 1 ? 'into' : null;
  const target = meant(place);
  const into = can(row, 'move') && can(target, 'new') && !isInside(target, row) && parentOf(row) !== target;
  if (target === place && areSiblings(place, row)) {
    const { top, height } = place.getBoundingClientRect();
    const at = (event.clientY - top) / height;
    const edge = into ? 0.25 : 0.5;
    if (at < edge)
      return 'before';
    // Below an open one come those inside it.
    if (at >= 1 - edge && place.ariaExpanded !== 'true')
      return 'after';
  }
  return into ? 'into' : null;
}

/** @param {HTMLElement | null} place @param {Where} [where] */
function mark(place, where) {
  if (place !== over) {
    clearTimeout(opening);
    over?.removeAttribute('data-drop');
  }
  over = place;
  place?.setAttribute('data-drop', where ?? 'into');
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
  const own = meant(row);
  if (!['move', 'up', 'down'].some(act => can(own, act)))
    return;
  dragged = own;
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
  const would = place && effectAt(event, place);
  mark(would ? place : null, would?.where);
  if (!would || !event.dataTransfer)
    return;
  event.preventDefault();
  event.dataTransfer.dropEffect = would.effect;
});

document.addEventListener('drop', event => {
  const place = placeOf(event.target);
  const would = place && effectAt(event, place);
  mark(null);
  if (!place || !would || !event.dataTransfer)
    return;
  event.preventDefault();
  const target = place.dataset.mailbox ?? '';
  const picked = event.dataTransfer.getData(messages);
  if (picked)
    document.dispatchEvent(new CustomEvent('webmail:act', { detail: { act: would.effect, picked: JSON.parse(picked), target } }));
  else
    document.dispatchEvent(new CustomEvent('webmail:drop-folder', { detail: { mailbox: event.dataTransfer.getData(folder), target, where: would.where } }));
});

document.addEventListener('dragend', () => {
  mark(null);
  hovered = dragged = null;
});
document.addEventListener('dragleave', event => {
  if (!(event.relatedTarget instanceof Node))
    mark(null);
});

// The menu of a folder: opened by its More button, by a right click, by a long press and from the keyboard. It opens at once; what is
// chosen goes to the server. One menu serves all rows: data-can of a row says what one may do with it.
// @ts-check

/** @typedef {{ invokeMethodAsync(name: string, ...args: string[]): Promise<unknown> }} Server */

const longPress = 500;
const slip = 10;
const margin = 8;
/** How many drawings a row may be late. */
const redrawings = 30;

/** @type {Server | null} */
let server = null;
/** The row the menu is open for. @type {HTMLElement | null} */
let current = null;

/** What is chosen goes there from now on. @param {HTMLElement} place @param {Server} to */
export function serve(place, to) {
  place.dataset.served = 'yes';
  server = to;
  // Nobody drags in the first moment: it comes when the page is there.
  void import('../../js/mailbox-drag.js');
}

/** Whether what is done was chosen on a favourite, which repeats a row of the tree. */
let amongFavourites = false;

/** @param {HTMLElement} row */
const isMeant = row => (row.dataset.repeated !== undefined) === amongFavourites;

/** The row of a mailbox; the one among the favourites when the menu was opened there. @param {string} mailbox @returns {HTMLElement | null} */
function rowOf(mailbox) {
  const rows = /** @type {HTMLElement[]} */ ([...document.querySelectorAll(`[data-mailboxes] [data-mailbox="${CSS.escape(mailbox)}"]`)]);
  return rows.find(isMeant) ?? rows[0] ?? null;
}

/** @returns {HTMLElement | null} */
const menuElement = () => document.querySelector('[data-mailbox-menu]');

/** @param {HTMLElement} row */
const actsOf = row => (row.dataset.can ?? '').split(' ');

/**
 * The focus goes back to a folder, as soon as it is drawn; without a name, to the tree. A favourite with a new name is drawn a moment
 * after the tree: it gets the focus then, if nobody took that elsewhere. @param {string} mailbox
 */
export function focusRow(mailbox) {
  let tries = 0;
  /** @type {HTMLElement | null} */
  let focused = null;
  const attempt = () => {
    if (focused && document.activeElement !== focused)
      return;
    const row = mailbox ? rowOf(mailbox) : /** @type {HTMLElement | null} */ (document.querySelector('[data-mailboxes] [tabindex="0"]'));
    if (row && row !== focused) {
      reveal(row).focus();
      focused = row;
    }
    if ((!row || (mailbox && !isMeant(row))) && tries++ < redrawings)
      document.addEventListener('webmail:rendered', attempt, { once: true });
  };
  attempt();
}

/** The same when the row that had the focus lost it, because it was put elsewhere or is not there any more. @param {string} mailbox */
export function keepFocus(mailbox) {
  if (!document.activeElement || document.activeElement === document.body)
    focusRow(mailbox);
}

/** Unfolds what a row is in. @param {HTMLElement} row */
function reveal(row) {
  let level = Number(row.ariaLevel);
  for (let at = row.previousElementSibling; at && row.hidden; at = at.previousElementSibling) {
    if (at.role !== 'treeitem' || Number(at.ariaLevel) >= level)
      continue;
    level = Number(at.ariaLevel);
    if (at.ariaExpanded === 'false')
      /** @type {HTMLElement | null} */ (at.querySelector('[data-twisty]'))?.click();
  }
  return row;
}

/** @param {string} act @param {string} mailbox @param {string} target */
export function act(act, mailbox, target = '') {
  void server?.invokeMethodAsync('ActAsync', act, mailbox, target);
}

// ---- the menu

/** @returns {HTMLElement[]} */
const itemsOf = () => /** @type {HTMLElement[]} */ (
  [...menuElement()?.querySelectorAll('[role=menuitem]:not([hidden]), [role=menuitemradio]') ?? []]);

/** @param {HTMLElement} row */
function fill(row) {
  const acts = actsOf(row);
  for (const item of /** @type {NodeListOf<HTMLElement>} */ (menuElement()?.querySelectorAll('[role=menuitem]')))
    item.hidden = !acts.includes(item.dataset.mailboxAct ?? '');
  for (const swatch of /** @type {NodeListOf<HTMLElement>} */ (menuElement()?.querySelectorAll('[role=menuitemradio]')))
    swatch.ariaChecked = String(swatch.dataset.colour === row.dataset.colour);
}

/** @param {HTMLElement} row @param {number} x @param {number} y */
function open(row, x, y) {
  const menu = menuElement();
  if (!menu || !server)
    return;
  close(false);
  current = row;
  amongFavourites = row.dataset.repeated !== undefined;
  row.dataset.menuOpen = '';
  fill(row);
  if (itemsOf().length > 0)
    show(menu, x, y);
  if (row.dataset.unsure !== undefined)
    void learn(row.dataset.mailbox ?? '', x, y);
  else if (itemsOf().length === 0)
    close(false);
}

/** @param {HTMLElement} menu @param {number} x @param {number} y */
function show(menu, x, y) {
  if (!menu.matches(':popover-open'))
    menu.showPopover();
  const { width, height } = menu.getBoundingClientRect();
  menu.style.left = `${Math.max(margin, Math.min(x, innerWidth - width - margin))}px`;
  menu.style.top = `${Math.max(margin, Math.min(y, innerHeight - height - margin))}px`;
  itemsOf()[0]?.focus();
}

/** What one may do with it was not known yet: the server tells, and the menu follows. @param {string} mailbox @param {number} x @param {number} y */
async function learn(mailbox, x, y) {
  await server?.invokeMethodAsync('ReadRightsAsync', mailbox);
  const row = rowOf(mailbox);
  if (!row || current?.dataset.mailbox !== mailbox)
    return;
  const menu = menuElement();
  const focused = document.activeElement;
  current = row;
  fill(row);
  if (!menu || itemsOf().length === 0)
    close(true);
  else if (!menu.matches(':popover-open') || !(focused instanceof HTMLElement && menu.contains(focused) && !focused.hidden))
    show(menu, x, y);
}

/** @param {boolean} back Whether the focus returns to the row. */
function close(back) {
  const row = current;
  const menu = menuElement();
  current = null;
  if (menu?.matches(':popover-open'))
    menu.hidePopover();
  if (!row)
    return;
  delete row.dataset.menuOpen;
  if (back)
    row.focus();
}

/** @param {HTMLElement} row */
function openBeside(row) {
  const { left, bottom } = (row.querySelector('[data-more]:not([hidden])') ?? row).getBoundingClientRect();
  open(row, left > 0 ? left : row.getBoundingClientRect().left + margin, bottom);
}

/** @param {EventTarget | null} target @returns {HTMLElement | null} */
const rowAround = target => target instanceof Element ? target.closest('[data-mailboxes] [role=treeitem]') : null;

document.addEventListener('click', event => {
  const target = /** @type {Element} */ (event.target);
  const row = rowAround(target);
  if (row && (target.closest('[data-more]') || pressed === row)) {
    event.preventDefault();
    event.stopPropagation();
    if (target.closest('[data-more]') && pressed !== row)
      current === row ? close(true) : openBeside(row);
    pressed = null;
    return;
  }

  if (target.closest('[data-new-mailbox]')) {
    amongFavourites = false;
    return act('new', '');
  }
  const item = target.closest('[data-mailbox-act]');
  if (item instanceof HTMLElement && current) {
    const mailbox = current.dataset.mailbox ?? '';
    close(true);
    act(item.dataset.mailboxAct ?? '', mailbox, item.dataset.colour);
  }
}, true);

document.addEventListener('contextmenu', event => {
  const row = rowAround(event.target);
  if (!row || !server)
    return;
  event.preventDefault();
  if (current !== row)
    open(row, event.clientX, event.clientY);
});

document.addEventListener('pointerdown', event => {
  const target = /** @type {Element} */ (event.target);
  if (current && !target.closest('[data-mailbox-menu], [data-more]'))
    close(false);
}, true);

document.addEventListener('scroll', event => {
  if (current && event.target instanceof Element && event.target.contains(current))
    close(false);
}, true);

document.addEventListener('keydown', event => {
  const target = /** @type {HTMLElement} */ (event.target);
  const row = rowAround(target);
  if (row === target && (event.key === 'ContextMenu' || (event.key === 'F10' && event.shiftKey)))
    openBeside(row);
  else if (row === target && event.key === 'F2' && actsOf(row).includes('rename')) {
    amongFavourites = row.dataset.repeated !== undefined;
    act('rename', row.dataset.mailbox ?? '');
  }
  else if (target.closest('[data-mailbox-menu]'))
    return onMenuKey(event, target);
  else if (target.closest('[data-arrows]'))
    return step(event, [...target.closest('[data-arrows]')?.querySelectorAll('button') ?? []], target);
  else
    return;
  event.preventDefault();
  event.stopPropagation();
}, true);

/** @param {KeyboardEvent} event @param {HTMLElement} item */
function onMenuKey(event, item) {
  event.stopPropagation();
  if (event.key === 'Escape' || event.key === 'Tab') {
    event.preventDefault();
    return close(true);
  }

  const items = itemsOf();
  const swatches = items.filter(other => other.role === 'menuitemradio');
  const across = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
  const at = swatches.indexOf(item);
  if (across && at >= 0) {
    event.preventDefault();
    swatches[(at + across + swatches.length) % swatches.length].focus();
    return;
  }

  // Up and down, all colours are one step.
  const colour = at >= 0 ? item : swatches.find(swatch => swatch.ariaChecked === 'true') ?? swatches[0];
  step(event, items.filter(other => other.role !== 'menuitemradio' || other === colour), item);
}

/** Up and down a column of buttons. @param {KeyboardEvent} event @param {HTMLElement[]} items @param {HTMLElement} from */
function step(event, items, from) {
  const at = items.indexOf(from);
  /** @type {Record<string, HTMLElement | undefined>} */
  const to = { ArrowDown: items[at + 1] ?? items[0], ArrowUp: items.at(at - 1), Home: items[0], End: items.at(-1) };
  if (!(event.key in to))
    return;
  event.preventDefault();
  to[event.key]?.focus();
}

// ---- a long press: not every phone makes a contextmenu of it

let press = 0;
/** The row whose menu a finger opened: lifting it is no click. @type {HTMLElement | null} */
let pressed = null;
let from = { x: 0, y: 0 };

document.addEventListener('pointerdown', event => {
  clearTimeout(press);
  pressed = null;
  const row = rowAround(event.target);
  if (event.pointerType === 'mouse' || !row || /** @type {Element} */ (event.target).closest('[data-more], [data-twisty]'))
    return;
  from = { x: event.clientX, y: event.clientY };
  press = setTimeout(() => {
    pressed = row;
    open(row, from.x, from.y);
  }, longPress);
});

document.addEventListener('pointermove', event => {
  if (Math.hypot(event.clientX - from.x, event.clientY - from.y) > slip)
    clearTimeout(press);
});
for (const end of ['pointerup', 'pointercancel'])
  document.addEventListener(end, () => clearTimeout(press));

document.addEventListener('webmail:drop-folder', event => {
  const { mailbox, target, where } = /** @type {CustomEvent<{ mailbox: string, target: string, where: string }>} */ (event).detail;
  amongFavourites = false;
  act(where === 'into' ? 'drop' : where, mailbox, target);
});

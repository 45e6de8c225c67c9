// The labels under the hand: keys, menu, dialog and dropping. Looking and choosing need no network; what is to be changed goes to the
// component that last said it serves (serve).

const treeSelector = '[data-labels]';
const itemSelector = '[data-labels] [role=treeitem]';
const messagesType = 'application/x-webmail-messages';
const longPress = 500;
const typeAheadPause = 700;
const menuMargin = 8;

/** @typedef {{ invokeMethodAsync(name: string, ...args: unknown[]): Promise<any> }} Server */

/** @type {Server | null} */
let server = null;

/** The item whose menu is open or was last asked for. */
let menuFor = '';
let typed = '';
let typedAt = 0;

/** @param {Server} component */
export function serve(component) {
  server = component;
}

/** @param {EventTarget | null} target @returns {HTMLElement | null} */
const itemOf = target => target instanceof Element ? target.closest(itemSelector) : null;

/** @param {Element} tree @returns {HTMLElement[]} */
const itemsOf = tree => /** @type {HTMLElement[]} */ ([...tree.querySelectorAll('[role=treeitem]')]);

/** @param {Element} inside @param {string} selector @returns {HTMLElement} */
const part = (inside, selector) => /** @type {HTMLElement} */ (inside.closest('[data-label-panel]')?.querySelector(selector));

/** @param {HTMLElement} item */
const nameOf = item => item.querySelector('.name')?.textContent ?? '';

/** @param {HTMLElement} item */
const keywordOf = item => item.dataset.label ?? '';

/** @param {HTMLElement | undefined} item */
function focus(item) {
  const tree = item?.closest(treeSelector);
  if (!item || !tree)
    return;
  for (const other of itemsOf(tree))
    other.tabIndex = other === item ? 0 : -1;
  item.focus();
}

/** The answer of the server; undefined when there is none. @param {string} method @param {unknown[]} args */
async function ask(method, ...args) {
  try {
    return await server?.invokeMethodAsync(method, ...args);
  } catch {
    return undefined; // The circuit ended meanwhile: whoever asked shows that nothing was changed.
  }
}

// ---- keys and clicks in the tree

document.addEventListener('click', event => {
  const item = itemOf(event.target);
  if (!item || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey)
    return;
  // The choice shows at once; the page follows.
  for (const other of itemsOf(/** @type {Element} */ (item.closest(treeSelector))))
    other.ariaSelected = String(other === item);
}, true);

document.addEventListener('keydown', event => {
  const menu = event.target instanceof Element && /** @type {HTMLElement | null} */ (event.target.closest('[data-label-menu]'));
  if (menu)
    return onMenuKey(event, menu);
  const item = itemOf(event.target);
  if (!item || event.isComposing || event.ctrlKey || event.metaKey || event.altKey)
    return;
  const items = itemsOf(/** @type {Element} */ (item.closest(treeSelector)));
  const at = items.indexOf(item);
  if (event.key === 'ContextMenu' || (event.key === 'F10' && event.shiftKey))
    openMenu(item, null);
  else if (event.key === 'F2')
    openDialog(item, keywordOf(item));
  else if (event.key === 'ArrowDown')
    focus(items[at + 1]);
  else if (event.key === 'ArrowUp')
    focus(items[at - 1]);
  else if (event.key === 'Home')
    focus(items[0]);
  else if (event.key === 'End')
    focus(items.at(-1));
  else if (event.key === 'Enter' || event.key === ' ')
    item.click();
  else if (event.key.length === 1 && !event.shiftKey)
    typeAhead(items, at, event);
  else
    return;
  event.preventDefault();
  event.stopPropagation();
});

/** @param {HTMLElement[]} items @param {number} at @param {KeyboardEvent} event */
function typeAhead(items, at, event) {
  typed = event.timeStamp - typedAt > typeAheadPause ? event.key : typed + event.key;
  typedAt = event.timeStamp;
  const wanted = typed.toLocaleLowerCase();
  const inTurn = [...items.slice(at + (typed.length === 1 ? 1 : 0)), ...items.slice(0, at + 1)];
  focus(inTurn.find(item => nameOf(item).toLocaleLowerCase().startsWith(wanted)));
}

// ---- one "More" button, beside the row that the pointer or the focus is on; inside the tree it could not be

/** @param {HTMLElement} item */
function showMore(item) {
  const more = part(item, '[data-label-more]');
  const panel = /** @type {HTMLElement} */ (more.parentElement);
  const row = item.getBoundingClientRect();
  more.hidden = false;
  more.style.top = `${row.top - panel.getBoundingClientRect().top + (row.height - more.offsetHeight) / 2}px`;
  more.dataset.of = keywordOf(item);
  const text = (more.dataset.text ?? '').replace('{0}', nameOf(item));
  more.ariaLabel = text;
  more.title = text;
}

/** @param {Event} event */
function onLooked(event) {
  const item = itemOf(event.target);
  if (item && !(event instanceof PointerEvent && event.pointerType === 'touch'))
    showMore(item);
}

document.addEventListener('pointerover', onLooked);
document.addEventListener('focusin', onLooked);
document.addEventListener('pointerout', event => {
  const panel = event.target instanceof Element && event.target.closest('[data-label-panel]');
  if (!panel || (event.relatedTarget instanceof Node && panel.contains(event.relatedTarget)) || panel.contains(document.activeElement))
    return;
  part(panel, '[data-label-more]').hidden = true;
});
document.addEventListener('scroll', event => {
  if (event.target instanceof Element && event.target.matches(treeSelector))
    part(event.target, '[data-label-more]').hidden = true;
}, true);

// ---- the menu

/** @param {HTMLElement} item @param {{ x: number, y: number } | null} point where it was asked for; null: at the row */
function openMenu(item, point) {
  const menu = part(item, '[data-label-menu]');
  menuFor = keywordOf(item);
  menu.ariaLabel = nameOf(item);
  part(menu, '[data-do=hide]').hidden = 'hidden' in item.dataset;
  part(menu, '[data-do=show]').hidden = !('hidden' in item.dataset);
  markColour(menu, item.dataset.colour ?? '');
  for (const other of itemsOf(/** @type {Element} */ (item.closest(treeSelector))))
    other.toggleAttribute('data-menu', other === item);
  menu.showPopover();
  const row = item.getBoundingClientRect();
  const { x, y } = point ?? { x: row.left + 24, y: row.bottom };
  menu.style.left = `${Math.max(menuMargin, Math.min(x, innerWidth - menu.offsetWidth - menuMargin))}px`;
  menu.style.top = `${Math.max(menuMargin, Math.min(y, innerHeight - menu.offsetHeight - menuMargin))}px`;
  part(menu, '[role=menuitem]').focus();
}

/** @param {Element} menu @param {string} colour */
function markColour(menu, colour) {
  for (const swatch of menu.querySelectorAll('[data-do=paint]'))
    swatch.setAttribute('aria-checked', String(/** @type {HTMLElement} */ (swatch).dataset.colour === colour));
}

/** @param {Element} inside @returns {HTMLElement | undefined} */
const menuItem = inside => itemsOf(part(inside, treeSelector)).find(item => keywordOf(item) === menuFor);

document.addEventListener('toggle', event => {
  const menu = /** @type {HTMLElement} */ (event.target);
  if (!menu.matches?.('[data-label-menu]') || /** @type {ToggleEvent} */ (event).newState !== 'closed')
    return;
  const item = menuItem(menu);
  item?.removeAttribute('data-menu');
  if (item && (document.activeElement === document.body || menu.contains(document.activeElement)))
    focus(item);
}, true);

document.addEventListener('contextmenu', event => {
  const item = itemOf(event.target);
  if (!item)
    return;
  event.preventDefault();
  openMenu(item, event.clientX || event.clientY ? { x: event.clientX, y: event.clientY } : null);
});

// Some touch screens tell of a long press by nothing but its length.
let pressed = 0;
document.addEventListener('pointerdown', event => {
  clearTimeout(pressed);
  const item = itemOf(event.target);
  if (!item || event.pointerType !== 'touch')
    return;
  const { clientX: x, clientY: y } = event;
  pressed = setTimeout(() => {
    // The finger that goes up again must not follow the link.
    document.addEventListener('click', click => click.preventDefault(), { capture: true, once: true });
    if (!part(item, '[data-label-menu]').matches(':popover-open'))
      openMenu(item, { x, y });
  }, longPress);
});
for (const end of ['pointerup', 'pointercancel', 'pointermove'])
  document.addEventListener(end, event => {
    const { movementX, movementY } = /** @type {PointerEvent} */ (event);
    if (end !== 'pointermove' || Math.abs(movementX) + Math.abs(movementY) > 4)
      clearTimeout(pressed);
  });

/** @param {KeyboardEvent} event @param {HTMLElement} menu */
function onMenuKey(event, menu) {
  const entries = /** @type {HTMLElement[]} */ ([...menu.querySelectorAll('[data-do]')]).filter(entry => !entry.hidden);
  const at = entries.indexOf(/** @type {HTMLElement} */ (event.target));
  const step = { ArrowDown: 1, ArrowRight: 1, ArrowUp: -1, ArrowLeft: -1 }[event.key];
  if (step)
    entries[(at + step + entries.length) % entries.length].focus();
  else if (event.key === 'Home')
    entries[0].focus();
  else if (event.key === 'End')
    entries.at(-1)?.focus();
  else if (event.key === 'Tab')
    menu.hidePopover();
  else
    return;
  event.preventDefault();
  event.stopPropagation();
}

document.addEventListener('click', event => {
  const target = event.target instanceof Element ? event.target : null;
  const more = /** @type {HTMLElement | null} */ (target?.closest('[data-label-more]'));
  if (more) {
    const item = itemsOf(part(more, treeSelector)).find(other => keywordOf(other) === more.dataset.of);
    if (item)
      openMenu(item, null);
    return;
  }

  const fresh = target?.closest('[data-label-new]');
  if (fresh)
    return openDialog(fresh, '');
  const entry = /** @type {HTMLElement | null} */ (target?.closest('[data-label-menu] [data-do]'));
  const menu = /** @type {HTMLElement | null} */ (entry?.closest('[data-label-menu]'));
  if (!entry || !menu)
    return;
  const keyword = menuFor;
  const item = menuItem(menu);
  menu.hidePopover();
  switch (entry.dataset.do) {
    case 'rename': return openDialog(menu, keyword);
    case 'paint': return void paint(item, keyword, Number(entry.dataset.colour));
    case 'hide': return void ask('HideAsync', keyword, true);
    case 'show': return void ask('HideAsync', keyword, false);
    case 'delete': return void ask('DeleteAsync', keyword);
  }
});

/** The colour shows at once. @param {HTMLElement | undefined} item @param {string} keyword @param {number} colour */
async function paint(item, keyword, colour) {
  const tag = item?.querySelector('.tag');
  const before = tag?.className ?? '';
  tag?.setAttribute('class', before.replace(/av-\d+/, `av-${colour}`));
  if (!await ask('PaintAsync', keyword, colour))
    tag?.setAttribute('class', before);
}

// ---- the dialog for a new label and for another name

/** @param {Element} inside @param {string} keyword empty for a new one */
function openDialog(inside, keyword) {
  const dialog = /** @type {HTMLDialogElement} */ (part(inside, '[data-label-dialog]'));
  const input = /** @type {HTMLInputElement} */ (dialog.querySelector('[data-name]'));
  const item = itemsOf(part(inside, treeSelector)).find(other => keywordOf(other) === keyword);
  const which = keyword ? 'rename' : 'new';
  for (const text of /** @type {NodeListOf<HTMLElement>} */ (dialog.querySelectorAll('[data-title], [data-save]')))
    text.textContent = text.dataset[which] ?? '';
  /** @type {HTMLElement} */ (dialog.querySelector('[data-rename-hint]')).hidden = !keyword;
  /** @type {HTMLElement} */ (dialog.querySelector('[data-error]')).textContent = '';
  dialog.dataset.keyword = keyword;
  input.value = item ? nameOf(item) : '';
  dialog.showModal();
  input.select();
}

document.addEventListener('submit', event => {
  const dialog = /** @type {HTMLDialogElement | null} */ (/** @type {Element} */ (event.target).closest('[data-label-dialog]'));
  if (!dialog)
    return;
  event.preventDefault();
  void save(dialog);
});

/** @param {HTMLDialogElement} dialog */
async function save(dialog) {
  const button = /** @type {HTMLButtonElement} */ (dialog.querySelector('[data-save]'));
  const input = /** @type {HTMLInputElement} */ (dialog.querySelector('[data-name]'));
  if (button.disabled)
    return;
  button.disabled = true;
  const failure = await ask('SaveAsync', dialog.dataset.keyword, input.value);
  button.disabled = false;
  if (failure === '')
    return dialog.close();
  /** @type {HTMLElement} */ (dialog.querySelector('[data-error]')).textContent =
    failure ?? /** @type {HTMLElement} */ (dialog.closest('[data-label-panel]')).dataset.failed ?? '';
  input.focus();
}

document.addEventListener('click', event => {
  if (event.target instanceof Element)
    /** @type {HTMLDialogElement | null} */ (event.target.closest('[data-label-dialog] [data-cancel]')?.closest('dialog'))?.close();
});

// ---- messages dropped on a label

/** @param {DragEvent} event @returns {HTMLElement | null} */
const dropPlace = event => event.dataTransfer?.types.includes(messagesType) ? itemOf(event.target) : null;

for (const over of ['dragenter', 'dragover'])
  document.addEventListener(over, event => {
    const drag = /** @type {DragEvent} */ (event);
    const item = dropPlace(drag);
    if (!item || !drag.dataTransfer)
      return;
    event.preventDefault();
    drag.dataTransfer.dropEffect = drag.dataTransfer.effectAllowed === 'move' ? 'move' : 'copy';
    item.setAttribute('data-drop', '');
  });

document.addEventListener('dragleave', event => {
  const item = itemOf(event.target);
  if (item && !(event.relatedTarget instanceof Node && item.contains(event.relatedTarget)))
    item.removeAttribute('data-drop');
});

document.addEventListener('drop', event => {
  const item = dropPlace(event);
  if (!item)
    return;
  event.preventDefault();
  item.removeAttribute('data-drop');
  const picked = JSON.parse(event.dataTransfer?.getData(messagesType) || 'null');
  if (picked)
    document.dispatchEvent(new CustomEvent('webmail:act', { detail: { act: 'label', label: keywordOf(item), picked } }));
});

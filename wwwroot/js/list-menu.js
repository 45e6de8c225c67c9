// The menu of a row: one for all of them, by right click, by the menu key, or under More while messages are selected.
// @ts-check
import { rowAround } from './list-view.js';

/** @typedef {import('./list-selecting.js').Selecting} Selecting */

export class ListMenu {
  /** @param {Selecting} selecting */
  constructor(selecting) {
    this.selecting = selecting;
    /** @type {HTMLElement | null} */
    this.menu = null;
    this.byTouch = false;
  }

  /** @param {HTMLElement} root @param {AbortSignal} signal */
  take(root, signal) {
    this.menu = root.querySelector('[data-row-menu]');
    root.addEventListener('pointerdown', ({ pointerType }) => { this.byTouch = pointerType === 'touch'; }, { signal, capture: true });
    root.addEventListener('contextmenu', event => this.onContextMenu(event), { signal });
    root.addEventListener('click', event => this.onClick(event), { signal });
    root.addEventListener('keydown', event => this.onKey(event), { signal });
  }

  /** The menu key says this too. @param {MouseEvent} event */
  onContextMenu(event) {
    const row = rowAround(event.target);
    if (!row?.dataset.uid || !this.menu)
      return;
    event.preventDefault();
    // A finger that rests selects.
    if (this.byTouch)
      return;
    const { cursor } = this.selecting;
    cursor.putOn(row);
    cursor.tend();
    row.focus({ preventScroll: true });
    const { left, top, height } = row.getBoundingClientRect();
    // By a key the place is none of a pointer.
    const pointed = event.button === 2;
    this.open(row, pointed ? event.clientX : left + 60, pointed ? event.clientY : top + height - 8);
  }

  /** @param {MouseEvent} event */
  onClick(event) {
    const target = /** @type {Element} */ (event.target);
    const opener = target.closest('[data-row-menu-of]');
    if (opener) {
      const { right, bottom } = opener.getBoundingClientRect();
      this.open(null, right, bottom + 4);
    } else if (target.closest('[data-row-menu] [role=menuitem]')) {
      this.menu?.hidePopover();
    }
  }

  /** @param {HTMLElement | null} row Null for the selection. @param {number} x @param {number} y */
  open(row, x, y) {
    const { menu, selecting } = this;
    if (!menu)
      return;
    menu.dataset.about = row?.dataset.uid ?? '';
    const picked = selecting.pickedFor(row ?? menu);
    const rows = row && !selecting.selection.has(row.dataset.uid ?? '') ? [row] : selecting.view.rows.filter(other => other.ariaSelected === 'true');
    const link = row?.querySelector('a[href]')?.getAttribute('href');
    const single = picked?.count === 1 && !!link;
    for (const item of /** @type {NodeListOf<HTMLElement>} */ (menu.querySelectorAll('[data-single]')))
      item.hidden = !single;
    if (link)
      menu.querySelector('[data-open-new]')?.setAttribute('href', link);
    const unread = rows.some(other => other.classList.contains('unread'));
    const read = rows.some(other => !other.classList.contains('unread'));
    const flagged = rows.some(other => other.dataset.flagged === 'true');
    const bare = rows.some(other => other.dataset.flagged === 'false');
    for (const [act, offered] of Object.entries({ seen: unread, unseen: read, flag: bare, unflag: flagged })) {
      const item = /** @type {HTMLElement | null} */ (menu.querySelector(`[data-act=${act}]`));
      if (item)
        item.hidden = rows.length > 0 && !offered;
    }
    menu.showPopover();
    const { width, height } = menu.getBoundingClientRect();
    // On a phone it has its own place (RowMenu.razor.css).
    if (innerWidth >= 768) {
      menu.style.left = `${Math.max(8, x + width + 8 > innerWidth ? x - width : x)}px`;
      menu.style.top = `${Math.max(8, Math.min(y, innerHeight - height - 8))}px`;
    }
    this.items[0]?.focus({ preventScroll: true });
  }

  /** @returns {HTMLElement[]} */
  get items() {
    const items = /** @type {NodeListOf<HTMLElement>} */ (this.menu?.querySelectorAll('[role=menuitem]') ?? []);
    return [...items].filter(item => item.offsetParent);
  }

  /** @param {KeyboardEvent} event */
  onKey(event) {
    const { menu, items } = this;
    const target = /** @type {Element} */ (event.target);
    if (!menu?.contains(target))
      return;
    const at = items.findIndex(item => item === target);
    /** @type {Record<string, number>} */
    const steps = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: items.length - 1 };
    const letter = event.key.length === 1 && !event.ctrlKey && !event.metaKey && !event.altKey ? event.key.toLowerCase() : '';
    const after = [...items.slice(at + 1), ...items.slice(0, at + 1)];
    const next = event.key in steps ? items[(steps[event.key] + items.length) % items.length]
      : letter ? after.find(item => item.textContent?.trim().toLowerCase().startsWith(letter)) : undefined;
    if (event.key === 'Tab')
      menu.hidePopover();
    if (!next)
      return;
    event.preventDefault();
    next.focus({ preventScroll: true });
  }
}

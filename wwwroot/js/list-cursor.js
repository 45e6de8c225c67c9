// The message that keys act on, and the one that is open: where they are in the list, and where they go on to.
// @ts-check
import { rowAround } from './list-view.js';
import { goTo } from './navigation.js';

const restBeforeOpening = 200;

export class ListCursor {
  /** @param {import('./list-view.js').ListView} view @param {() => void} request */
  constructor(view, request) {
    this.view = view;
    this.request = request;
    /** Empty while its row is not on the page yet. */
    this.uid = '';
    this.row = -1;
    /** Its row takes the focus when it comes. */
    this.focusNext = false;
    this.hadFocus = false;
    /** The message in the reading pane, as the address says: the server may not have heard of it yet. */
    this.openUid = '';
    /** The one somebody chose last: the list need not scroll to it. */
    this.chosen = '';
    this.timer = 0;
    this.movedOnAt = 0;
  }

  /** @param {string} uid Of the cursor. */
  start(uid) {
    this.uid = uid;
    this.row = -1;
    this.openUid = '';
    this.chosen = '';
  }

  /** @param {HTMLElement} element */
  putOn(element) {
    this.uid = element.dataset.uid ?? '';
    this.row = this.view.number(element);
  }

  /** One row has the tab stop: the cursor's, else the first that is seen. Focus does not fall out of the list with its row. */
  tend() {
    const { view } = this;
    const { rows } = view;
    const element = (this.focusNext && !this.uid) ? view.at(this.row) : view.rowOf(this.uid);
    if (element)
      this.putOn(element);
    const stop = element ?? rows.find(other => view.number(other) >= view.scroll.firstRow);
    for (const other of rows)
      other.tabIndex = other === stop ? 0 : -1;

    const focus = document.activeElement;
    const lost = this.hadFocus && (focus === document.body || focus === view.grid);
    if (element && (this.focusNext || lost)) {
      this.focusNext = false;
      element.focus({ preventScroll: true });
    } else if (lost && focus === document.body) {
      view.grid?.focus({ preventScroll: true });
    }
  }

  /** @param {number} row */
  moveTo(row) {
    this.put(row);
    this.focusNext = true;
    this.reveal(this.row);
    this.tend();
    clearTimeout(this.timer);
    if (this.openUid)
      this.timer = setTimeout(() => this.open(true), restBeforeOpening);
  }

  /** @param {number} row */
  put(row) {
    this.row = Math.max(0, Math.min(row, this.view.scroll.count - 1));
    this.uid = this.view.at(this.row)?.dataset.uid ?? '';
  }

  /** Scrolls only as far as needed. @param {number} row */
  reveal(row) {
    const { scroll, visible } = this.view;
    if (!visible)
      return;
    const place = row * scroll.rowHeight;
    if (place < scroll.top)
      scroll.setTop(place);
    else if (place + scroll.rowHeight > scroll.top + scroll.viewHeight)
      scroll.setTop(place + scroll.rowHeight - scroll.viewHeight);
    this.view.place();
    this.view.rememberAnchors();
    this.request();
  }

  /** Whether the keys are the list's: the focus is in it, or nowhere. */
  get focused() {
    const focus = document.activeElement;
    return this.hadFocus || focus === document.body || !!focus && !!this.view.grid?.contains(focus);
  }

  /** Its row left: the next one that stayed takes its place. @param {number} row @param {boolean} focus */
  moveOn(row, focus) {
    const { view } = this;
    if (view.scroll.count === 0) {
      this.start('');
      return;
    }
    this.put(row);
    this.focusNext ||= focus;
    this.reveal(this.row);
    this.tend();
  }

  /** The open message left: the next one is opened in its place; where there is none, or a phone shows the message alone, the list is shown. */
  openNext() {
    const { view } = this;
    clearTimeout(this.timer);
    const hurried = performance.now() - this.movedOnAt < 2 * restBeforeOpening;
    this.movedOnAt = performance.now();
    if (!view.visible || view.scroll.count === 0 || this.row < 0)
      goTo(view.home, true);
    else if (hurried)
      this.timer = setTimeout(() => this.open(true), restBeforeOpening);
    else
      this.open(true);
  }

  // ---- the open message

  /** The server, or the address, may say that another one is open. */
  followOpen() {
    const { view } = this;
    const { grid } = view;
    if (!grid)
      return;
    const uid = openIn(grid);
    if (uid !== this.openUid) {
      const element = view.rowOf(uid);
      const row = element ? view.number(element)
        : uid && uid === grid.dataset.openUid && !view.isAway(uid) ? view.gaps.shown(Number(grid.dataset.openRow)) : -1;
      if (row >= 0) {
        this.uid = uid;
        this.row = row;
        if (this.chosen !== uid)
          this.reveal(row);
        this.openUid = uid;
      } else if (!uid) {
        this.openUid = '';
      }
    }
    this.showOpen(uid);
  }

  /** @param {string} uid */
  showOpen(uid) {
    for (const element of this.view.rows) {
      if (uid && element.dataset.uid === uid)
        element.setAttribute('aria-current', 'true');
      else if (element.hasAttribute('aria-current'))
        element.removeAttribute('aria-current');
    }
  }

  /** @param {boolean} instead In place of the message that is open: Back then leads to the list, not through all that was passed. */
  open(instead) {
    clearTimeout(this.timer);
    const { view } = this;
    const uid = this.uid || view.uidAt(this.row);
    if (!view.grid || !uid || uid === openIn(view.grid))
      return;
    if (instead) {
      this.choose(uid);
      goTo(view.hrefOf(uid), true);
    } else {
      /** @type {HTMLAnchorElement | null | undefined} */ (view.rowOf(uid)?.querySelector('a[href]'))?.click();
    }
  }

  /** @param {string} uid */
  choose(uid) {
    this.chosen = uid;
    this.showOpen(uid);
  }

  // ---- focus

  /** @param {FocusEvent} event */
  onFocusIn(event) {
    this.hadFocus = true;
    const element = rowAround(event.target);
    if (element?.dataset.uid)
      this.putOn(element);
  }

  /**
   * Leaving for another element or for nothing ends it; leaving the window, or losing the row, does not.
   * @param {FocusEvent} event @param {HTMLElement} root
   */
  onFocusOut(event, root) {
    const next = event.relatedTarget;
    const { isConnected } = /** @type {Node} */ (event.target);
    if (next instanceof Node ? !root.contains(next) : document.hasFocus() && isConnected && !rowAround(event.target)?.hasAttribute('data-away'))
      this.hadFocus = false;
  }
}

/** The open message, when it is one of this list. @param {HTMLElement} grid */
export function openIn(grid) {
  const [, path, uid] = /^(.*)\/(\d+)\.\d+$/.exec(location.pathname) ?? [];
  return path === new URL(grid.dataset.path ?? '', document.baseURI).pathname ? uid : '';
}

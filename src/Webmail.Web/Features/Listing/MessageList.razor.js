// Scrolling, cursor and keys of the message list. The server renders a window of rows; this module says which window it wants, puts
// it where it belongs under a scrollbar that spans the whole mailbox, and keeps in place what the reader is looking at when the
// view changes. Nothing a hand does waits for the network.

import { actOnKey, hasModifier } from '../../js/list-keys.js';
import { ListNews } from '../../js/list-news.js';
import { goTo } from '../../js/navigation.js';
import { positionToRestore, savePosition } from '../../js/list-positions.js';
import { RowRequests } from '../../js/row-requests.js';
import { TallScroll } from '../../js/tall-scroll.js';

const maxRequest = 300;
const restBeforeOpening = 200;
const idleAfterScroll = 150;

/** @typedef {{ invokeMethodAsync(name: string, ...args: unknown[]): Promise<unknown> }} Server */
/** A message that is seen, and its row. @typedef {{ uid: string, row: number }} Anchor */

/** The list of the page; it is there before its server is, and outlives what the server draws. @type {MessageList | null} */
let current = null;

/** The circuit's list is there. @param {HTMLElement} root @param {Server} server */
export function attach(root, server) {
  root.dataset.served = 'yes';
  follow();
  current?.serve(root, server);
  return { dispose: () => current?.leave(root) };
}

/** Takes up the list that is on the page now. */
function follow() {
  const root = /** @type {HTMLElement | null} */ (document.querySelector('[data-list]'));
  if (root)
    (current ??= new MessageList()).take(root);
}

class MessageList {
  constructor() {
    this.root = /** @type {HTMLElement} */ (document.createElement('div'));
    this.scroll = new TallScroll();
    this.news = new ListNews();
    /** @type {Server | null} */
    this.server = null;
    this.requests = new RowRequests(
      async span => await this.server?.invokeMethodAsync('ShowAsync', span.first, span.count) === true, () => this.request());
    /** @type {HTMLElement | null} */
    this.grid = null;
    /** Which list it is: a name for the position to remember. */
    this.key = '';
    this.direction = 1;
    this.arrived = 0;
    /** @type {Anchor[]} */
    this.anchors = [];
    /** The message under the pointer: it must not move. */
    this.pointerUid = '';
    /** The message that keys act on, and its row. */
    this.cursor = { uid: '', row: -1 };
    this.focusCursor = false;
    this.hadFocus = false;
    /** The message in the reading pane, as the address says: the server may not have heard of it yet. */
    this.openUid = '';
    /** The one somebody chose last: the list need not scroll to it. */
    this.chosen = '';
    this.frame = 0;
    this.scrollTimer = 0;
    this.openTimer = 0;
    this.sizes = new ResizeObserver(() => this.arrange());
    this.changes = new MutationObserver(records => {
      if (!records.every(record => this.news.wrote(record)))
        this.arrange();
    });
    this.end = new AbortController();
    document.addEventListener('keydown', event => this.onKey(event));
    document.addEventListener('webmail:up', () => this.requests.again());
    document.addEventListener('webmail:replacing', () => { this.focusCursor ||= this.hadFocus && this.cursor.row >= 0; });
    window.addEventListener('pagehide', () => this.rememberPosition());
  }

  /** Goes on with this drawing of the list. @param {HTMLElement} root */
  take(root) {
    if (root === this.root)
      return;
    this.release();
    this.root = root;
    this.news.take(root);
    this.end = new AbortController();
    const { signal } = this.end;
    root.addEventListener('scroll', () => this.onScroll(), { signal, capture: true, passive: true });
    root.addEventListener('click', event => this.onClick(event), { signal, capture: true });
    root.addEventListener('focusin', event => this.onFocusIn(event), { signal });
    root.addEventListener('focusout', event => this.onFocusOut(event), { signal });
    root.addEventListener('pointerover', ({ pointerType, target }) => {
      this.pointerUid = pointerType === 'mouse' ? rowAround(target)?.dataset.uid ?? '' : '';
    }, { signal });
    root.addEventListener('pointerleave', () => { this.pointerUid = ''; }, { signal });
    this.sizes.observe(root);
    this.changes.observe(root, {
      subtree: true, childList: true, attributes: true,
      attributeFilter: ['aria-rowcount', 'data-key', 'data-first', 'data-open-uid', 'data-arrived'],
    });
    // Whoever was quicker than this script keeps their place.
    const early = root.contains(document.activeElement) ? rowAround(document.activeElement) : null;
    if (early?.dataset.uid) {
      this.hadFocus = true;
      this.cursor = { uid: early.dataset.uid, row: rowNumber(early) };
    }
    this.arrange();
  }

  /** Rows come from here from now on. @param {HTMLElement} root @param {Server} server */
  serve(root, server) {
    if (root !== this.root)
      return; // It was replaced before it could serve.
    this.server = server;
    this.requests.again();
  }

  /** The list is taken off the page, as when the settings are opened. @param {HTMLElement} root */
  leave(root) {
    if (root !== this.root)
      return;
    this.server = null;
    this.rememberPosition();
    this.key = '';
    this.grid = null;
    this.release();
    this.root = document.createElement('div');
  }

  release() {
    this.end.abort();
    this.sizes.disconnect();
    this.changes.disconnect();
    cancelAnimationFrame(this.frame);
    this.frame = 0;
    clearTimeout(this.scrollTimer);
  }

  // ---- after the server changed the rows, or the size changed: everything in its place before the browser paints

  arrange() {
    const grid = /** @type {HTMLElement | null} */ (this.root.querySelector('[role=grid]'));
    const drawnAnew = grid !== this.grid;
    if (drawnAnew) {
      this.rememberPosition();
      // The same list in a new drawing goes on where it is; any other begins.
      if (!grid || grid.dataset.key !== this.key)
        this.key = '';
      else
        this.arrived = Number(grid.dataset.arrived);
      this.grid = grid;
      if (grid)
        this.sizes.observe(/** @type {Element} */ (grid.querySelector('[data-measure]')));
      else
        this.news.seen();
    }

    const rowHeight = grid?.querySelector('[data-measure]')?.getBoundingClientRect().height ?? 0;
    if (!grid || grid.clientHeight === 0 || rowHeight === 0)
      return; // Not shown now, as on a phone while a message is read. What it showed is kept.

    const { scroll } = this;
    if (this.key === grid.dataset.key && !drawnAnew)
      scroll.follow(grid.scrollTop);
    const scaling = scroll.rowHeight ? rowHeight / scroll.rowHeight : 1;
    scroll.count = Number(grid.ariaRowCount);
    scroll.rowHeight = rowHeight;
    scroll.viewHeight = grid.clientHeight;
    if (this.key !== grid.dataset.key)
      this.startView(grid);
    else if (scaling !== 1)
      scroll.setTop(scroll.top * scaling);
    else if (scroll.top >= 1 || this.pointerUid)
      scroll.setTop(scroll.top + this.rowsMoved() * rowHeight);
    else
      scroll.setTop(0);
    scroll.place(grid);

    const arrived = Number(grid.dataset.arrived);
    if (arrived > this.arrived)
      this.news.arrived(arrived - this.arrived, scroll.top >= 1);
    this.arrived = arrived;
    this.followOpen(grid);
    this.tendCursor();
    this.rememberAnchors();
    this.request();
  }

  /** @param {HTMLElement} grid */
  startView(grid) {
    this.key = grid.dataset.key ?? '';
    const position = positionToRestore(this.key);
    const openRow = Number(grid.dataset.openRow);
    this.cursor = { uid: position?.cursor ?? '', row: -1 };
    this.openUid = '';
    this.chosen = '';
    this.arrived = Number(grid.dataset.arrived);
    this.news.seen();
    this.requests.want(null);
    const { rowHeight, viewHeight } = this.scroll;
    if (position)
      this.scroll.setTop(position.row * rowHeight);
    else
      this.scroll.setTop((openRow + 1) * rowHeight > viewHeight ? (openRow + .5) * rowHeight - viewHeight / 2 : 0);
  }

  /** By how many rows the messages that are seen moved down in the view. */
  rowsMoved() {
    for (const { uid, row } of this.anchors) {
      const element = this.rowOf(uid);
      if (element)
        return rowNumber(element) - row;
    }
    return 0;
  }

  /** The message under the pointer first: of all that is seen it moves least. */
  rememberAnchors() {
    const { firstRow, visibleRows } = this.scroll;
    this.anchors = this.rows
      .map(element => ({ uid: element.dataset.uid ?? '', row: rowNumber(element) }))
      .filter(({ uid, row }) => uid && row >= firstRow && row < firstRow + visibleRows)
      .sort((a, b) => Number(b.uid === this.pointerUid) - Number(a.uid === this.pointerUid));
  }

  // ---- scrolling

  onScroll() {
    const { grid, scroll } = this;
    if (!grid || grid.clientHeight === 0)
      return;
    const { shift } = scroll;
    const moved = scroll.follow(grid.scrollTop);
    if (moved === 0)
      return;
    this.direction = Math.sign(moved);
    if (scroll.shift !== shift)
      scroll.place(grid);
    if (scroll.top < 1)
      this.news.seen();
    if (Math.abs(moved) > scroll.viewHeight || this.news.showsDate)
      this.showDate();
    this.frame ||= requestAnimationFrame(() => {
      this.frame = 0;
      this.rememberAnchors();
      this.request();
    });
    clearTimeout(this.scrollTimer);
    this.scrollTimer = setTimeout(() => this.onScrollEnd(), idleAfterScroll);
  }

  onScrollEnd() {
    const { grid, scroll } = this;
    if (!grid)
      return;
    if (scroll.scaled) {
      scroll.setTop(scroll.top);
      scroll.place(grid);
    }
    this.tendCursor();
    this.rememberPosition();
    this.request();
  }

  showDate() {
    const { firstRow, count, top, maxTop, viewHeight } = this.scroll;
    const date = this.rows.find(element => rowNumber(element) === firstRow)?.querySelector('time')?.dateTime;
    this.news.showDate(date, firstRow, count, 4 + (maxTop > 0 ? top / maxTop * (viewHeight - 40) : 0));
  }

  /** Asks for the rows around what is seen, more of them in the direction of the scroll, when half a screen is missing. */
  request() {
    const { grid } = this;
    const { firstRow, visibleRows, count } = this.scroll;
    if (!grid || count === 0)
      return;
    const have = { first: Number(grid.dataset.first), end: Number(grid.dataset.first) + this.rows.length };
    const margin = Math.ceil(visibleRows / 2);
    if (have.first <= Math.max(0, firstRow - margin) && have.end >= Math.min(count, firstRow + visibleRows + margin)) {
      this.requests.want(null);
      return;
    }

    const [before, after] = this.direction < 0 ? [2 * visibleRows, visibleRows] : [visibleRows, 2 * visibleRows];
    const first = Math.max(0, firstRow - before);
    this.requests.want({ first, count: Math.min(maxRequest, count - first, firstRow - first + visibleRows + after) });
  }

  rememberPosition() {
    if (!this.key || this.scroll.rowHeight === 0)
      return;
    document.documentElement.dataset.firstRow = String(this.scroll.firstRow);
    savePosition(this.key, { row: this.scroll.top / this.scroll.rowHeight, cursor: this.cursor.uid });
  }

  // ---- the open message

  /** @param {HTMLElement} grid */
  followOpen(grid) {
    const uid = openIn(grid);
    if (uid !== this.openUid) {
      const element = this.rowOf(uid);
      const row = element ? rowNumber(element) : uid && uid === grid.dataset.openUid ? Number(grid.dataset.openRow) : -1;
      if (row >= 0) {
        this.cursor = { uid, row };
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
    for (const element of this.rows) {
      if (uid && element.dataset.uid === uid)
        element.setAttribute('aria-current', 'true');
      else if (element.hasAttribute('aria-current'))
        element.removeAttribute('aria-current');
    }
  }

  /** @param {boolean} instead In place of the message that is open: Back then leads to the list, not through all that was passed. */
  openCursor(instead) {
    clearTimeout(this.openTimer);
    const link = /** @type {HTMLAnchorElement | null | undefined} */ (this.rowOf(this.cursor.uid)?.querySelector('a[href]'));
    if (!link || !this.grid || this.cursor.uid === openIn(this.grid))
      return;
    if (!instead) {
      link.click();
      return;
    }
    this.chosen = this.cursor.uid;
    this.showOpen(this.chosen);
    goTo(link.href, true);
  }

  // ---- the cursor

  /** One row has the tab stop: the cursor's, else the first that is seen. Focus does not fall out of the list with its row. */
  tendCursor() {
    const { rows, cursor, scroll } = this;
    const element = (this.focusCursor && !cursor.uid) ? rows.find(other => rowNumber(other) === cursor.row) : this.rowOf(cursor.uid);
    if (element)
      this.cursor = { uid: element.dataset.uid ?? '', row: rowNumber(element) };
    const stop = element ?? rows.find(other => rowNumber(other) >= scroll.firstRow);
    for (const other of rows)
      other.tabIndex = other === stop ? 0 : -1;

    const focus = document.activeElement;
    const lost = this.hadFocus && (focus === document.body || focus === this.grid);
    if (element && (this.focusCursor || lost)) {
      this.focusCursor = false;
      element.focus({ preventScroll: true });
    } else if (lost && focus === document.body) {
      this.grid?.focus({ preventScroll: true });
    }
  }

  /** @param {number} row */
  moveTo(row) {
    row = Math.max(0, Math.min(row, this.scroll.count - 1));
    this.cursor = { uid: this.rows.find(element => rowNumber(element) === row)?.dataset.uid ?? '', row };
    this.focusCursor = true;
    this.reveal(row);
    this.tendCursor();
    clearTimeout(this.openTimer);
    if (this.openUid)
      this.openTimer = setTimeout(() => this.openCursor(true), restBeforeOpening);
  }

  /** Scrolls only as far as needed. @param {number} row */
  reveal(row) {
    const { scroll, grid } = this;
    const place = row * scroll.rowHeight;
    if (place < scroll.top)
      scroll.setTop(place);
    else if (place + scroll.rowHeight > scroll.top + scroll.viewHeight)
      scroll.setTop(place + scroll.rowHeight - scroll.viewHeight);
    if (grid)
      scroll.place(grid);
    this.rememberAnchors();
    this.request();
  }

  /** @param {FocusEvent} event */
  onFocusIn(event) {
    this.hadFocus = true;
    const element = rowAround(event.target);
    if (element?.dataset.uid)
      this.cursor = { uid: element.dataset.uid, row: rowNumber(element) };
  }

  /** Leaving for another element or for nothing ends it; leaving the window, or losing the row, does not. @param {FocusEvent} event */
  onFocusOut(event) {
    const next = event.relatedTarget;
    if (next instanceof Node ? !this.root.contains(next) : document.hasFocus() && /** @type {Node} */ (event.target).isConnected)
      this.hadFocus = false;
  }

  // ---- what hands do

  /** @param {MouseEvent} event */
  onClick(event) {
    const target = /** @type {Element} */ (event.target);
    if (target.closest('[data-pill]') && this.grid) {
      this.news.seen();
      this.scroll.setTop(0);
      this.scroll.place(this.grid);
      this.request();
      this.grid.focus({ preventScroll: true });
      return;
    }

    const element = rowAround(target);
    if (!element?.dataset.uid || target.closest('button') || hasModifier(event))
      return;
    clearTimeout(this.openTimer);
    this.chosen = element.dataset.uid;
    this.cursor = { uid: this.chosen, row: rowNumber(element) };
    this.showOpen(this.chosen);
    this.tendCursor();
  }

  /** @param {KeyboardEvent} event */
  onKey(event) {
    const { grid, scroll, cursor } = this;
    if (!grid || grid.clientHeight === 0)
      return;
    actOnKey(event, grid, {
      moveTo: row => this.moveTo(row),
      open: () => this.openCursor(false),
      row: cursor.row,
      firstSeen: scroll.firstRow,
      page: Math.max(1, scroll.visibleRows - 2),
      last: scroll.count - 1,
    });
  }

  // ---- the rows that are on the page

  /** @returns {HTMLElement[]} */
  get rows() { return /** @type {HTMLElement[]} */ ([...this.grid?.querySelectorAll('[role=row]') ?? []]); }

  /** @param {string} uid */
  rowOf(uid) { return uid ? this.rows.find(element => element.dataset.uid === uid) : undefined; }
}

/** 0 is the newest. @param {HTMLElement} element */
const rowNumber = element => Number(element.ariaRowIndex) - 1;

/** @param {EventTarget | null} target */
const rowAround = target => /** @type {HTMLElement | null} */ (target instanceof Element ? target.closest('[role=row]') : null);

/** The open message, when it is one of this list. @param {HTMLElement} grid */
function openIn(grid) {
  const [, path, uid] = /^(.*)\/(\d+)\.\d+$/.exec(location.pathname) ?? [];
  return path === new URL(grid.dataset.path ?? '', document.baseURI).pathname ? uid : '';
}

// Drawn by the page's first HTML, and by every circuit anew.
new MutationObserver(follow).observe(document.body, { childList: true, subtree: true });
follow();

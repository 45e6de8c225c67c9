// The message list. The server renders a window of rows; this module says which window it wants, puts it where it belongs under a
// scrollbar that spans the whole mailbox, and keeps in place what the reader is looking at when the view changes. Nothing a hand does
// waits for the network: cursor, selection and what leaves the list are the browser's own (wwwroot/js/list-*.js).

import { ListCursor } from '../../js/list-cursor.js';
import { Departures } from '../../js/list-departures.js';
import { ListDrag } from '../../js/list-drag.js';
import { actOnKey, hasModifier } from '../../js/list-keys.js';
import { ListMenu } from '../../js/list-menu.js';
import { ListNews } from '../../js/list-news.js';
import { positionToRestore, savePosition } from '../../js/list-positions.js';
import { ListScrolling } from '../../js/list-scrolling.js';
import { Selecting } from '../../js/list-selecting.js';
import { ListSwipe } from '../../js/list-swipe.js';
import { ListView, rowAround } from '../../js/list-view.js';
import { serve } from '../../js/picked.js';
import { RowRequests } from '../../js/row-requests.js';

/** @typedef {{ invokeMethodAsync(name: string, ...args: unknown[]): Promise<unknown> }} Server */

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
    this.news = new ListNews();
    this.view = new ListView();
    this.cursor = new ListCursor(this.view, () => this.request());
    this.selecting = new Selecting(this.view, this.cursor, () => this.learn());
    this.departures = new Departures(this.view, this.cursor, this.selecting, () => this.request());
    this.scrolling = new ListScrolling(this.view, this.news, () => this.request(), () => {
      this.cursor.tend();
      this.rememberPosition();
    });
    /** What hands do with rows, in the order in which they hear of a click. */
    this.hands = [this.scrolling, new ListSwipe(this.selecting), this.selecting, new ListMenu(this.selecting), new ListDrag(this.selecting)];
    /** @type {Server | null} */
    this.server = null;
    this.requests = new RowRequests(
      async span => await this.server?.invokeMethodAsync('ShowAsync', span.first, span.count) === true, () => this.request());
    /** Which list it is: a name for the position to remember. */
    this.key = '';
    this.arrived = 0;
    this.sizes = new ResizeObserver(() => this.arrange());
    this.changes = new MutationObserver(records => {
      if (!records.every(({ target }) => target instanceof Element && target.closest('[data-local]')))
        this.arrange();
    });
    this.end = new AbortController();
    document.addEventListener('keydown', event => this.onKey(event));
    document.addEventListener('webmail:up', () => this.requests.again());
    document.addEventListener('webmail:replacing', () => { this.cursor.focusNext ||= this.cursor.hadFocus && this.cursor.row >= 0; });
    window.addEventListener('pagehide', () => this.rememberPosition());
    serve({
      picked: () => this.selecting.picked(),
      pickedFor: element => this.selecting.pickedFor(element),
      takeAway: (list, uids) => this.departures.takeAway(list, uids),
      bringBack: (list, uids) => this.departures.bringBack(list, uids),
      endSelection: () => this.selecting.clear(),
    });
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
    this.hands.forEach(hand => hand.take(root, signal));
    root.addEventListener('click', event => this.onClick(event), { signal, capture: true });
    root.addEventListener('focusin', event => this.cursor.onFocusIn(event), { signal });
    root.addEventListener('focusout', event => this.cursor.onFocusOut(event, root), { signal });
    root.addEventListener('pointerover', ({ pointerType, target }) => {
      this.view.pointerUid = pointerType === 'mouse' ? rowAround(target)?.dataset.uid ?? '' : '';
    }, { signal });
    root.addEventListener('pointerleave', () => { this.view.pointerUid = ''; }, { signal });
    this.sizes.observe(root);
    this.changes.observe(root, {
      subtree: true, childList: true, attributes: true,
      attributeFilter: ['aria-rowcount', 'data-key', 'data-first', 'data-uids', 'data-open-uid', 'data-arrived'],
    });
    // Whoever was quicker than this script keeps their place.
    const early = root.contains(document.activeElement) ? rowAround(document.activeElement) : null;
    if (early?.dataset.uid) {
      this.cursor.hadFocus = true;
      this.cursor.putOn(early);
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
    this.view.grid = null;
    this.release();
    this.root = document.createElement('div');
  }

  release() {
    this.end.abort();
    this.sizes.disconnect();
    this.changes.disconnect();
  }

  // ---- after the server changed the rows, or the size changed: everything in its place before the browser paints

  arrange() {
    const { view } = this;
    const { scroll } = view;
    const grid = /** @type {HTMLElement | null} */ (this.root.querySelector('[role=grid]'));
    const drawnAnew = grid !== view.grid;
    if (drawnAnew) {
      this.rememberPosition();
      // The same list in a new drawing goes on where it is; any other begins.
      if (!grid || grid.dataset.key !== this.key)
        this.key = '';
      else
        this.arrived = Number(grid.dataset.arrived);
      view.grid = grid;
      if (grid)
        this.sizes.observe(/** @type {Element} */ (grid.querySelector('[data-measure]')));
      else
        this.news.seen();
    }
    view.read();
    this.selecting.follow();
    if (!grid)
      return;

    const rowHeight = grid.querySelector('[data-measure]')?.getBoundingClientRect().height ?? 0;
    if (!view.visible || rowHeight === 0)
      return; // Not shown now, as on a phone while a message is read. What it showed is kept.

    if (this.key === grid.dataset.key && !drawnAnew)
      scroll.follow(grid.scrollTop);
    const scaling = scroll.rowHeight ? rowHeight / scroll.rowHeight : 1;
    scroll.rowHeight = rowHeight;
    scroll.viewHeight = grid.clientHeight;
    if (this.key !== grid.dataset.key)
      this.startView(grid);
    else if (scaling !== 1)
      scroll.setTop(scroll.top * scaling);
    else if (scroll.top >= 1 || view.pointerUid)
      scroll.setTop(scroll.top + view.rowsMoved() * rowHeight);
    else
      scroll.setTop(0);
    view.place();

    const arrived = Number(grid.dataset.arrived);
    if (arrived > this.arrived)
      this.news.arrived(arrived - this.arrived, scroll.top >= 1);
    this.arrived = arrived;
    this.cursor.followOpen();
    this.cursor.tend();
    view.rememberAnchors();
    this.request();
  }

  /** @param {HTMLElement} grid */
  startView(grid) {
    this.key = grid.dataset.key ?? '';
    const position = positionToRestore(this.key);
    const openRow = this.view.gaps.shown(Number(grid.dataset.openRow));
    this.cursor.start(position?.cursor ?? '');
    this.arrived = Number(grid.dataset.arrived);
    this.news.seen();
    this.requests.want(null);
    const { scroll } = this.view;
    const { rowHeight, viewHeight } = scroll;
    if (position)
      scroll.setTop(position.row * rowHeight);
    else
      scroll.setTop((openRow + 1) * rowHeight > viewHeight ? (openRow + .5) * rowHeight - viewHeight / 2 : 0);
  }

  request() {
    if (this.view.visible)
      this.requests.want(this.view.missing(this.scrolling.direction));
  }

  /** Learns which messages there are in a mailbox with so many holes that the page was only told of the newest. */
  async learn() {
    const { view, server } = this;
    const { text } = view;
    if (!server || view.uids.complete)
      return;
    const uids = await server.invokeMethodAsync('AllUids').catch(() => ''); // Without a connection only what is on the page is known.
    if (typeof uids !== 'string' || text !== view.text)
      return;
    view.complete(uids);
    view.hide();
    this.selecting.paint();
  }

  rememberPosition() {
    const { scroll, gaps } = this.view;
    if (!this.key || scroll.rowHeight === 0)
      return;
    document.documentElement.dataset.firstRow = String(gaps.counted(scroll.firstRow));
    savePosition(this.key, { row: scroll.top / scroll.rowHeight, cursor: this.cursor.uid });
  }

  // ---- what hands do

  /** @param {MouseEvent} event */
  onClick(event) {
    const target = /** @type {Element} */ (event.target);
    const { view, cursor } = this;
    if (target.closest('[data-pill]') && view.grid) {
      this.news.seen();
      view.scroll.setTop(0);
      view.place();
      this.request();
      view.grid.focus({ preventScroll: true });
      return;
    }
    if (this.selecting.onClick(event))
      return;

    const element = rowAround(target);
    if (!element?.dataset.uid || target.closest('button') || hasModifier(event))
      return;
    clearTimeout(cursor.timer);
    cursor.putOn(element);
    cursor.choose(cursor.uid);
    cursor.tend();
  }

  /** @param {KeyboardEvent} event */
  onKey(event) {
    const { view, cursor } = this;
    if (!view.grid || !view.visible || this.selecting.onKey(event))
      return;
    actOnKey(event, view.grid, {
      moveTo: row => cursor.moveTo(row),
      open: () => cursor.open(false),
      row: cursor.row,
      firstSeen: view.scroll.firstRow,
      page: Math.max(1, view.scroll.visibleRows - 2),
      last: view.scroll.count - 1,
    });
  }
}

// Drawn by the page's first HTML, and by every circuit anew.
new MutationObserver(follow).observe(document.body, { childList: true, subtree: true });
follow();

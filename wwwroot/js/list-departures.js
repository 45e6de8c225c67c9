// What leaves the list by hand, and what comes back: at once, with the cursor and the open message going on to the next one.
// @ts-check
import * as away from './list-away.js';
import { openIn } from './list-cursor.js';
import { leaving } from './list-leaving.js';

export class Departures {
  /**
   * @param {import('./list-view.js').ListView} view @param {import('./list-cursor.js').ListCursor} cursor
   * @param {import('./list-selecting.js').Selecting} selecting @param {() => void} request
   */
  constructor(view, cursor, selecting, request) {
    this.view = view;
    this.cursor = cursor;
    this.selecting = selecting;
    this.request = request;
  }

  /** @param {string} list @param {string[] | null} uids Null: the selection. */
  takeAway(list, uids) {
    const { view } = this;
    if (!view.grid || list !== view.path) {
      away.take(list, uids ?? [], null, '');
      return;
    }
    const selected = uids ? null : this.selecting.selected();
    const leavers = (uids ?? selected?.uids ?? []).filter(uid => !view.isAway(uid));
    const all = selected?.all ?? null;
    if (leavers.length === 0 && !all)
      return;
    const closeUp = leaving(view, leavers.length === 1 && !all && view.visible ? view.rowOf(leavers[0]) : undefined);
    this.moveOn(view.grid, () => away.take(list, leavers, all, view.query));
    closeUp();
  }

  /** @param {HTMLElement} grid @param {() => void} take */
  moveOn(grid, take) {
    const { view, cursor } = this;
    const open = openIn(grid);
    const { focused } = cursor;
    const read = !!document.activeElement?.closest('[data-card]');
    const was = { cursor: view.gaps.counted(cursor.row), open: view.uids.rowOf(open) };
    take();
    this.regroup(was.cursor);
    const closed = open !== '' && view.isAway(open);
    if (cursor.uid && view.isAway(cursor.uid))
      cursor.moveOn(view.gaps.shown(was.cursor), focused || (closed && read));
    else if (closed && !cursor.uid)
      cursor.moveOn(view.gaps.shown(Math.max(0, was.open)), focused || read);
    if (closed)
      cursor.openNext();
  }

  /** @param {string} list @param {string[] | null} uids Null: whatever of the list is away. */
  bringBack(list, uids) {
    const { view, cursor } = this;
    const counted = view.gaps.counted(cursor.row);
    away.bringBack(list, uids);
    if (!view.grid || list !== view.path)
      return;
    this.regroup(counted);
    cursor.tend();
  }

  /** Rows went out of sight or came back: those that are seen stay where they are. @param {number} cursorRow As the server counts. */
  regroup(cursorRow) {
    const { view, cursor } = this;
    const { scroll } = view;
    const first = scroll.firstRow;
    const counted = view.gaps.counted(first);
    view.hide();
    if (scroll.rowHeight > 0)
      scroll.setTop(scroll.top < 1 ? 0 : scroll.top + (view.gaps.shown(counted) - first) * scroll.rowHeight);
    if (view.visible)
      view.place();
    view.rememberAnchors();
    if (cursor.row >= 0)
      cursor.row = view.gaps.shown(cursorRow);
    this.selecting.follow();
    this.request();
  }
}

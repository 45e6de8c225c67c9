// The rows of the message list: those the server counts, those on the page, those that are out of sight because a hand took them
// away. All other modules count as the eye does: row 0 is the newest that is shown.
// @ts-check
import * as away from './list-away.js';
import { RowGaps } from './row-gaps.js';
import { TallScroll } from './tall-scroll.js';
import { UidSet } from './uid-set.js';

const maxRequest = 300;

/** A message that is seen, and its row. @typedef {{ uid: string, row: number }} Anchor */

export class ListView {
  constructor() {
    /** @type {HTMLElement | null} */
    this.grid = null;
    this.scroll = new TallScroll();
    this.uids = new UidSet('', 0);
    this.gaps = new RowGaps();
    /** What the UIDs were read from. */
    this.text = '';
    /** @type {Anchor[]} */
    this.anchors = [];
    /** The message under the pointer: it must not move. */
    this.pointerUid = '';
  }

  /** The mailbox's address, relative to the base path. */
  get path() { return this.grid?.dataset.path ?? ''; }
  /** What is searched for. */
  get query() { return this.grid?.dataset.query ?? ''; }
  get validity() { return this.grid?.dataset.validity ?? ''; }
  /** How many messages the server lists. */
  get total() { return Number(this.grid?.ariaRowCount ?? 0); }
  /** Seen now; on a phone it is not while a message is read. */
  get visible() { return (this.grid?.clientHeight ?? 0) > 0; }

  /** All on the page, also those out of sight. @returns {HTMLElement[]} */
  get elements() { return /** @type {HTMLElement[]} */ ([...this.grid?.querySelectorAll('[role=row]') ?? []]); }
  get rows() { return this.elements.filter(element => element.dataset.away === undefined); }

  /** @param {string} uid */
  rowOf(uid) { return uid ? this.rows.find(element => element.dataset.uid === uid) : undefined; }

  /** @param {HTMLElement} element */
  number(element) { return this.gaps.shown(Number(element.ariaRowIndex) - 1); }

  /** @param {number} row */
  at(row) { return this.rows.find(element => this.number(element) === row); }

  /** The message in a row, on the page or not; empty where nobody knows yet. @param {number} row */
  uidAt(row) { return this.uids.at(this.gaps.counted(row)); }

  /** The row of a message, on the page or not; -1 where nobody knows. @param {string} uid */
  numberOf(uid) {
    const counted = this.uids.rowOf(uid);
    const element = counted < 0 ? this.rowOf(uid) : undefined;
    return element ? this.number(element) : counted < 0 || this.isAway(uid) ? -1 : this.gaps.shown(counted);
  }

  /** @param {string} uid */
  isAway(uid) { return away.isAway(this.path, uid, this.query); }

  /** @param {string} uid */
  hrefOf(uid) {
    const search = this.query ? `?q=${encodeURIComponent(this.query)}` : '';
    return new URL(`${this.path}/${uid}.${this.validity}${search}`, document.baseURI).href;
  }

  /** The address of the list itself. */
  get home() { return new URL(this.path + (this.query ? `?q=${encodeURIComponent(this.query)}` : ''), document.baseURI).href; }

  /** Takes over what the server says now. */
  read() {
    const { uids = '' } = this.grid?.dataset ?? {};
    if (uids !== this.text || this.total !== this.uids.total) {
      this.text = uids;
      this.uids = new UidSet(uids, this.total);
    }
    if (this.grid)
      away.settle(this.path, this.validity, this.query, this.uids);
    this.hide();
  }

  /** The server told of all, not of the newest alone. @param {string} uids */
  complete(uids) {
    const all = new UidSet(uids, this.total);
    if (all.complete && all.known === this.total)
      this.uids = all;
  }

  /** What is away is out of sight, and the others are counted without it. */
  hide() {
    /** @type {[number, number][]} */
    const spans = away.spans(this.path, this.query, this.uids);
    for (const element of this.elements) {
      const { uid = '' } = element.dataset;
      if (!uid || !this.isAway(uid)) {
        delete element.dataset.away;
        continue;
      }
      element.dataset.away = '';
      spans.push([Number(element.ariaRowIndex) - 1, Number(element.ariaRowIndex)]);
    }
    this.gaps = new RowGaps(spans);
    this.scroll.count = this.total - this.gaps.total;
  }

  place() {
    if (this.grid)
      this.scroll.place(this.grid, this.gaps.shown(Number(this.grid.dataset.first)));
  }

  /** By how many rows the messages that are seen moved down. */
  rowsMoved() {
    for (const { uid, row } of this.anchors) {
      const element = this.rowOf(uid);
      if (element)
        return this.number(element) - row;
    }
    return 0;
  }

  /** The message under the pointer first: of all that is seen it moves least. */
  rememberAnchors() {
    const { firstRow, visibleRows } = this.scroll;
    this.anchors = this.rows
      .map(element => ({ uid: element.dataset.uid ?? '', row: this.number(element) }))
      .filter(({ uid, row }) => uid && row >= firstRow && row < firstRow + visibleRows)
      .sort((a, b) => Number(b.uid === this.pointerUid) - Number(a.uid === this.pointerUid));
  }

  /**
   * The rows that are missing around what is seen, as the server counts: more of them in the direction of the scroll, once half a
   * screen is missing. Null when there is nothing to ask for.
   * @param {number} direction
   */
  missing(direction) {
    const { firstRow, visibleRows, count } = this.scroll;
    if (!this.grid || count === 0)
      return null;
    const { gaps } = this;
    const first = Number(this.grid.dataset.first);
    const have = { first: gaps.shown(first), end: gaps.shown(first + this.elements.length) };
    const margin = Math.ceil(visibleRows / 2);
    if (have.first <= Math.max(0, firstRow - margin) && have.end >= Math.min(count, firstRow + visibleRows + margin))
      return null;

    const [before, after] = direction < 0 ? [2 * visibleRows, visibleRows] : [visibleRows, 2 * visibleRows];
    const from = gaps.counted(Math.max(0, firstRow - before));
    const end = gaps.counted(Math.min(count, firstRow + visibleRows + after) - 1) + 1;
    // Where many rows between are out of sight, those that are looked at come first.
    const start = end - from > maxRequest ? Math.max(from, Math.min(gaps.counted(firstRow), end - maxRequest)) : from;
    return { first: start, count: Math.min(maxRequest, end - start) };
  }
}

/** @param {EventTarget | null} target */
export const rowAround = target => /** @type {HTMLElement | null} */ (target instanceof Element ? target.closest('[role=row]') : null);

// Selecting with hands: keys, clicks, ranges; and what the page shows of it. Nobody is asked, but for the UIDs of a mailbox so full
// of holes that the page does not have them all.
// @ts-check
import { hasModifier, isForList } from './list-keys.js';
import { Selection } from './list-selection.js';
import { SelectionBar } from './selection-bar.js';
import { rowAround } from './list-view.js';

const sequenceTime = 1_000;

/** @typedef {import('./list-view.js').ListView} ListView */
/** @typedef {import('./list-cursor.js').ListCursor} ListCursor */
/** @typedef {import('./picked.js').Picked} Picked */

export class Selecting {
  /** @param {ListView} view @param {ListCursor} cursor @param {() => Promise<void>} learn Learns the UIDs the page does not have. */
  constructor(view, cursor, learn) {
    this.view = view;
    this.cursor = cursor;
    this.learn = learn;
    this.selection = new Selection();
    this.bar = new SelectionBar();
    this.root = /** @type {HTMLElement} */ (document.createElement('div'));
    /** When the first key of "* a" was pressed. */
    this.starAt = -sequenceTime;
    this.byTouch = false;
    /** What the selection was last compared with. */
    this.settled = { uids: view.uids, hidden: 0 };
  }

  /** @param {HTMLElement} root @param {AbortSignal} signal */
  take(root, signal) {
    this.root = root;
    this.bar.take(root);
    root.addEventListener('pointerdown', ({ pointerType }) => { this.byTouch = pointerType === 'touch'; }, { signal, capture: true });
    // The browser would select text up to there.
    root.addEventListener('mousedown', event => {
      if (event.shiftKey && rowAround(event.target))
        event.preventDefault();
    }, { signal });
  }

  /** The rows changed, or there are others. */
  follow() {
    const { view, selection } = this;
    const { key = '' } = view.grid?.dataset ?? {};
    if (!view.grid) {
      this.bar.show({ count: 0, selected: [], shown: 0, of: 0 });
      return;
    }
    if (key !== selection.key || view.validity !== selection.validity)
      selection.open(key, view.validity);
    // Not for every row that came or went: the selection may be a large one.
    if (view.uids !== this.settled.uids || view.gaps.total !== this.settled.hidden) {
      this.settled = { uids: view.uids, hidden: view.gaps.total };
      if (selection.settle(view))
        selection.save();
    }
    if (selection.on && !view.uids.complete)
      void this.learn();
    this.paint();
  }

  paint() {
    const { view, selection } = this;
    const rows = view.rows.filter(row => row.dataset.uid);
    for (const row of rows) {
      const selected = selection.has(row.dataset.uid ?? '');
      if (row.ariaSelected !== String(selected))
        row.ariaSelected = String(selected);
    }
    const top = view.grid?.getBoundingClientRect().top ?? 0;
    const changed = this.bar.show({
      count: selection.on ? selection.count(view) : 0, selected: rows.filter(row => row.ariaSelected === 'true'), shown: rows.length,
      of: view.total - view.gaps.total,
    });
    if (changed && view.grid && view.visible && view.scroll.rowHeight > 0)
      this.stay(view.grid.getBoundingClientRect().top - top);
  }

  /** The head grew or shrank: rows stay under the pointer, unless the one in hand would be hidden by it. @param {number} moved */
  stay(moved) {
    const { view, cursor } = this;
    const { scroll } = view;
    scroll.viewHeight = view.grid?.clientHeight ?? 0;
    if (moved < 0 || cursor.row * scroll.rowHeight - scroll.top >= moved)
      scroll.setTop(scroll.top + moved);
    view.place();
    view.rememberAnchors();
  }

  // ---- what is picked

  /** @returns {Picked | null} */
  selected() {
    const { view, selection } = this;
    if (!selection.on || !view.grid)
      return null;
    const all = selection.all && { upTo: selection.all.upTo, except: [...selection.all.except], query: view.query };
    return { list: view.path, uidValidity: view.validity, uids: all ? [] : [...selection.uids], all, count: selection.count(view) };
  }

  /** @param {string} uid @returns {Picked} */
  one(uid) {
    return { list: this.view.path, uidValidity: this.view.validity, uids: [uid], all: null, count: 1 };
  }

  /** @returns {Picked | null} */
  picked() {
    const { view, cursor } = this;
    return this.selected() ?? (view.visible && cursor.uid && !view.isAway(cursor.uid) ? this.one(cursor.uid) : null);
  }

  /** @param {Element} element @returns {Picked | null} */
  pickedFor(element) {
    const row = /** @type {HTMLElement | null} */ (element.closest('[role=row], [data-about]'));
    const uid = row?.dataset.uid ?? row?.dataset.about;
    return !uid ? this.picked() : this.selection.has(uid) ? this.selected() : this.one(uid);
  }

  // ---- selecting

  /** @param {string} uid */
  toggle(uid) {
    if (!uid)
      return;
    this.selection.toggle(uid, this.view);
    this.paint();
  }

  /** @param {string} uid */
  async extend(uid) {
    const { view, selection, cursor } = this;
    selection.anchor ||= cursor.uid || uid;
    const ends = [selection.anchor, uid];
    if (ends.some(end => view.uids.rowOf(end) < 0))
      await this.learn();
    if (view.uids.rowOf(uid) < 0)
      return; // It is gone.
    if (view.uids.rowOf(selection.anchor) < 0)
      selection.anchor = uid;
    selection.extend(uid, (from, to) => this.between(from, to), view);
    this.paint();
  }

  /** @param {string} from @param {string} to */
  between(from, to) {
    const { view } = this;
    const [first, last] = [view.uids.rowOf(from), view.uids.rowOf(to)].sort((a, b) => a - b);
    const uids = [];
    for (let row = Math.max(0, first); row <= last; row++) {
      const uid = view.uids.at(row);
      if (!view.isAway(uid))
        uids.push(uid);
    }
    return uids;
  }

  /** The rows on the page; once these are selected, all there are. */
  selectMore() {
    const { view, selection } = this;
    const uids = view.rows.map(row => row.dataset.uid ?? '').filter(Boolean);
    if (selection.on && uids.every(uid => selection.has(uid)))
      return this.selectAll();
    selection.set(uids, true, view);
    this.paint();
  }

  selectAll() {
    this.selection.selectAll(this.view);
    if (!this.view.uids.complete)
      void this.learn();
    this.paint();
  }

  clear() {
    this.selection.clear();
    this.paint();
  }

  // ---- hands

  /** Whether the click was for selecting. @param {MouseEvent} event */
  onClick(event) {
    const target = /** @type {Element} */ (event.target);
    const choice = target.closest('[data-select]');
    const row = rowAround(target);
    const extends_ = event.shiftKey && !event.ctrlKey && !event.metaKey && !event.altKey;
    if (choice) {
      this.choose(choice);
    } else if (row?.dataset.uid && !target.closest('button') && (target.closest('[data-pick]') || extends_ || event.ctrlKey || event.metaKey
      || (this.byTouch && this.selection.on))) {
      this.selection.anchor ||= this.cursor.uid;
      this.cursor.putOn(row);
      if (extends_)
        void this.extend(row.dataset.uid);
      else
        this.toggle(row.dataset.uid);
      this.cursor.tend();
      row.focus({ preventScroll: true });
    } else {
      return false;
    }
    event.preventDefault();
    event.stopPropagation();
    return true;
  }

  /** @param {Element} choice */
  choose(choice) {
    const what = choice.getAttribute('data-select');
    if (what === 'all')
      this.selectAll();
    else if (what === 'none' || choice.ariaChecked === 'true')
      this.clear();
    else
      this.selectMore();
    // What was pressed may be gone with the selection.
    if (!this.selection.on)
      this.cursor.focusNext = true;
    this.cursor.tend();
  }

  /** Whether the key was for selecting. @param {KeyboardEvent} event */
  onKey(event) {
    const act = isForList(event) ? this.meaning(event) : null;
    if (!act)
      return false;
    event.preventDefault();
    act();
    return true;
  }

  /** @param {KeyboardEvent} event @returns {(() => void) | null} */
  meaning(event) {
    const { view, cursor, selection } = this;
    const { key } = event;
    const target = /** @type {Element} */ (event.target);
    const plain = !hasModifier(event);
    const starred = performance.now() - this.starAt < sequenceTime;
    if (key !== 'Shift')
      this.starAt = key === '*' && !event.ctrlKey && !event.metaKey && !event.altKey ? performance.now() : -sequenceTime;
    if (starred && plain && (key === 'a' || key === 'n'))
      return key === 'a' ? () => this.selectMore() : () => this.clear();
    if (key.toLowerCase() === 'a' && (event.ctrlKey || event.metaKey) && !event.shiftKey && !event.altKey && !target.closest('[data-card]'))
      return () => this.selectMore();
    if (plain && key === 'x')
      return () => this.toggle(cursor.uid || (cursor.row < 0 ? view.uidAt(view.scroll.firstRow) : ''));
    if (plain && key === 'Escape' && selection.on && !document.documentElement.dataset.drawer)
      return () => this.clear();
    const step = { ArrowDown: 1, ArrowUp: -1 }[key];
    if (step && event.shiftKey && !event.ctrlKey && !event.metaKey && !event.altKey && !target.closest('[role=toolbar], [role=separator]'))
      return () => this.extendBy(step);
    return null;
  }

  /** @param {number} step */
  extendBy(step) {
    const { view, cursor, selection } = this;
    selection.anchor ||= cursor.uid;
    cursor.moveTo(cursor.row < 0 ? view.scroll.firstRow : cursor.row + step);
    // One selects now, and does not read.
    clearTimeout(cursor.timer);
    const uid = view.uidAt(cursor.row);
    if (uid)
      void this.extend(uid);
  }
}

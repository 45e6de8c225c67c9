// Which messages of the list are selected. Known by their UIDs, so rows may come and go; remembered for a page that is loaded anew.
// @ts-check

/** @typedef {import('./list-view.js').ListView} ListView */
/** @typedef {{ validity: string, uids: string[], all: { upTo: number, except: string[] } | null, anchor: string }} Kept */

const storageKey = 'selections';
const most = 20;

export class Selection {
  constructor() {
    this.key = '';
    this.validity = '';
    /** @type {Set<string>} */
    this.uids = new Set();
    /** Every message up to this one but for some. @type {{ upTo: number, except: Set<string> } | null} */
    this.all = null;
    /** Where a range begins, and where the last one ended. */
    this.anchor = '';
    this.end = '';
  }

  /** Goes on with what is selected in this list. @param {string} key @param {string} validity Its UIDVALIDITY. */
  open(key, validity) {
    const kept = read()[key];
    this.key = key;
    this.validity = validity;
    this.end = '';
    const known = kept?.validity === validity;
    this.uids = new Set(known ? kept.uids : []);
    this.all = known && kept.all ? { upTo: kept.all.upTo, except: new Set(kept.all.except) } : null;
    this.anchor = known ? kept.anchor : '';
  }

  get on() { return this.all !== null || this.uids.size > 0; }

  /** @param {string} uid */
  has(uid) { return this.all ? Number(uid) <= this.all.upTo && !this.all.except.has(uid) : this.uids.has(uid); }

  /** How many of the list's messages are selected. @param {ListView} view */
  count({ uids, gaps, path }) {
    if (!this.all || !path)
      return this.uids.size;
    const newer = uids.newerThan(this.all.upTo);
    return uids.total - newer - (gaps.total - gaps.before(newer)) - this.all.except.size;
  }

  /** @param {string[]} uids @param {boolean} selected @param {ListView} view */
  set(uids, selected, view) {
    for (const uid of uids)
      this.put(uid, selected, view);
    this.settle(view);
    this.save();
  }

  /** @param {string} uid @param {boolean} selected @param {ListView} view */
  put(uid, selected, view) {
    const { all } = this;
    if (!all) {
      this.uids[selected ? 'add' : 'delete'](uid);
    } else if (!selected) {
      if (Number(uid) <= all.upTo)
        all.except.add(uid);
    } else {
      all.except.delete(uid);
      // A newer one than was meant so far: those between are not.
      for (let row = view.uids.newerThan(all.upTo) - 1; row >= 0 && Number(uid) > all.upTo; row--) {
        const next = view.uids.at(row);
        all.upTo = Number(next);
        if (next !== uid)
          all.except.add(next);
      }
    }
  }

  /** @param {string} uid @param {ListView} view */
  toggle(uid, view) {
    this.anchor = uid;
    this.end = '';
    this.set([uid], !this.has(uid), view);
  }

  /**
   * Selects from the anchor to this message, and no more what an earlier range from there held beyond it.
   * @param {string} uid @param {(from: string, to: string) => string[]} between
   */
  extend(uid, between, /** @type {ListView} */ view) {
    if (this.end)
      for (const other of between(this.anchor, this.end))
        this.put(other, false, view);
    this.end = uid;
    this.set(between(this.anchor, uid), true, view);
  }

  /** Everything the list has now. @param {ListView} view */
  selectAll(view) {
    this.uids.clear();
    this.all = { upTo: view.uids.newest, except: new Set() };
    this.end = '';
    this.settle(view);
    this.save();
  }

  clear() {
    this.uids.clear();
    this.all = null;
    this.anchor = this.end = '';
    this.save();
  }

  /** What left the list, or is out of sight, is not selected any more. Answers whether there was any. @param {ListView} view */
  settle(view) {
    const before = this.uids.size + (this.all ? this.all.except.size + 1 : 0);
    const gone = (/** @type {string} */ uid) => view.isAway(uid)
      || (view.uids.complete || Number(uid) >= view.uids.oldest) && view.uids.rowOf(uid) < 0;
    for (const uid of this.uids)
      if (gone(uid))
        this.uids.delete(uid);
    for (const uid of this.all?.except ?? [])
      if (gone(uid))
        this.all?.except.delete(uid);
    if (this.all && this.count(view) <= 0)
      this.all = null;
    return before !== this.uids.size + (this.all ? this.all.except.size + 1 : 0);
  }

  save() {
    if (!this.key)
      return;
    const all = read();
    delete all[this.key];
    if (this.on)
      all[this.key] = {
        validity: this.validity, uids: [...this.uids], anchor: this.anchor,
        all: this.all && { upTo: this.all.upTo, except: [...this.all.except] },
      };
    try {
      sessionStorage.setItem(storageKey, JSON.stringify(Object.fromEntries(Object.entries(all).slice(-most))));
    } catch {
      // Storage is full or forbidden: the selection lives as long as the page.
    }
  }
}

/** @returns {Record<string, Kept>} */
function read() {
  try {
    return JSON.parse(sessionStorage.getItem(storageKey) ?? '{}');
  } catch {
    return {}; // No storage in this browser, or not ours.
  }
}

// The messages of a list by their UIDs, newest first, as the server writes them ("1:4,7", RFC 9051): which message is in which row,
// also where no row is on the page.
// @ts-check

export class UidSet {
  /** @param {string} text Ascending; the oldest may be left out. @param {number} total How many there are with those. */
  constructor(text, total) {
    this.total = total;
    /** Newest first. @type {{ first: number, last: number, row: number }[]} */
    this.ranges = [];
    let row = 0;
    for (const part of text ? text.split(',').reverse() : []) {
      const [first, last = first] = part.split(':').map(Number);
      this.ranges.push({ first, last, row });
      row += last - first + 1;
    }
    /** How many rows the text tells of. */
    this.known = row;
  }

  get complete() { return this.known >= this.total; }

  /** The newest there is; 0 when there is none. */
  get newest() { return this.ranges[0]?.last ?? 0; }

  /** The oldest the text tells of. */
  get oldest() { return this.ranges.at(-1)?.first ?? 0; }

  /** The message in a row; empty where the text does not tell. @param {number} row */
  at(row) {
    const range = this.ranges[this.search(range => range.row <= row)];
    return range && row >= range.row && row < this.known ? String(range.last - (row - range.row)) : '';
  }

  /** The row of a message, or -1. @param {number | string} uid */
  rowOf(uid) {
    const range = this.ranges[this.search(range => range.last >= Number(uid))];
    return range && Number(uid) >= range.first && Number(uid) <= range.last ? range.row + range.last - Number(uid) : -1;
  }

  /** How many are newer. @param {number} uid */
  newerThan(uid) {
    const range = this.ranges[this.search(range => range.last > uid)];
    return range ? range.row + range.last - Math.max(uid, range.first - 1) : 0;
  }

  /** The last range of those, from the newest on, for which it holds; -1 when there is none. @param {(range: { first: number, last: number, row: number }) => boolean} holds */
  search(holds) {
    let low = 0;
    let high = this.ranges.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (holds(this.ranges[middle]))
        low = middle + 1;
      else
        high = middle;
    }
    return low - 1;
  }
}

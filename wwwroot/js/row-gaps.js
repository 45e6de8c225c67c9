// Rows that the server still counts and the eye does not see: where the others are without them.
// @ts-check

export class RowGaps {
  /** @param {[number, number][]} spans First row and the row after the last, in any order. */
  constructor(spans = []) {
    /** Ascending and apart; `before` tells how many rows the earlier ones hide. @type {{ first: number, end: number, before: number }[]} */
    this.gaps = [];
    this.total = 0;
    for (const [first, end] of spans.sort((a, b) => a[0] - b[0])) {
      const last = this.gaps.at(-1);
      if (last && first <= last.end) {
        this.total += Math.max(0, end - last.end);
        last.end = Math.max(last.end, end);
      } else if (end > first) {
        this.gaps.push({ first, end, before: this.total });
        this.total += end - first;
      }
    }
  }

  /** How many rows are hidden above this one. @param {number} row As the server counts. */
  before(row) {
    const gap = this.gaps[this.search(gap => gap.first < row)];
    return gap ? gap.before + Math.min(row, gap.end) - gap.first : 0;
  }

  /** @param {number} row As the server counts. */
  shown(row) { return row - this.before(row); }

  /** The row as the server counts. @param {number} shown As the eye counts. */
  counted(shown) {
    const gap = this.gaps[this.search(gap => gap.first - gap.before <= shown)];
    return gap ? shown + gap.before + gap.end - gap.first : shown;
  }

  /** @param {(gap: { first: number, end: number, before: number }) => boolean} holds */
  search(holds) {
    let low = 0;
    let high = this.gaps.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (holds(this.gaps[middle]))
        low = middle + 1;
      else
        high = middle;
    }
    return low - 1;
  }
}

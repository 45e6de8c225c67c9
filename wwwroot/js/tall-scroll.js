// A scrollbar over more rows than a browser can lay out. Up to ten million pixels it is the browser's own; above, a drag of the
// scrollbar moves in proportion, while the wheel, the finger and the keys still move pixel by pixel.

/** Browsers lose elements beyond some 17 million pixels. */
const maxHeight = 10_000_000;

export class TallScroll {
  constructor() {
    this.count = 0;
    this.rowHeight = 0;
    this.viewHeight = 0;
    /** Pixels above the visible part, as if nothing were scaled. */
    this.top = 0;
    /** How many of them the scrollbar does not know of. */
    this.shift = 0;
    this.scrollTop = 0;
  }

  get height() { return this.count * this.rowHeight; }
  get scaled() { return this.height > maxHeight; }
  get maxTop() { return Math.max(0, this.height - this.viewHeight); }
  get maxScrollTop() { return Math.max(0, Math.min(maxHeight, this.height) - this.viewHeight); }
  get firstRow() { return Math.max(0, Math.min(Math.floor(this.top / this.rowHeight), this.count - 1)); }
  get visibleRows() { return Math.ceil(this.viewHeight / this.rowHeight) + 1; }

  /** Scrolls so that this many pixels are above. @param {number} top */
  setTop(top) {
    this.top = Math.max(0, Math.min(top, this.maxTop));
    this.scrollTop = this.scaled && this.maxTop > 0 ? Math.round(this.top / this.maxTop * this.maxScrollTop) : this.top;
    this.shift = this.top - this.scrollTop;
  }

  /** Follows the browser; answers how far it moved. @param {number} scrollTop */
  follow(scrollTop) {
    const moved = scrollTop - this.scrollTop;
    if (Math.abs(moved) < 1)
      return 0;
    this.scrollTop = scrollTop;
    if (!this.scaled)
      this.top = scrollTop;
    else if (scrollTop <= 0)
      this.top = 0;
    else if (scrollTop >= this.maxScrollTop - 1)
      this.top = this.maxTop;
    else if (Math.abs(moved) < 2 * this.viewHeight)
      this.top = Math.max(0, Math.min(this.top + moved, this.maxTop));
    else
      this.top = scrollTop / this.maxScrollTop * this.maxTop;
    this.shift = this.top - scrollTop;
    return moved;
  }

  /** Puts the rendered rows and what stands in for the others where they belong. @param {HTMLElement} grid @param {number} first Row the rendered ones begin with. */
  place(grid, first) {
    const space = /** @type {HTMLElement} */ (grid.querySelector('[data-space]'));
    const rows = /** @type {HTMLElement} */ (grid.querySelector('[data-window]'));
    space.style.height = `${Math.min(maxHeight, this.height)}px`;
    space.style.setProperty('--shift', `${-(this.shift % this.rowHeight)}px`);
    rows.style.transform = `translateY(${first * this.rowHeight - this.shift}px)`;
    if (Math.abs(grid.scrollTop - this.scrollTop) >= 1)
      grid.scrollTop = this.scrollTop;
    this.scrollTop = grid.scrollTop;
    this.shift = this.top - this.scrollTop;
  }
}

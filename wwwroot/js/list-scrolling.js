// What happens while the list is scrolled: rows are asked for, the date at this place floats beside the scrollbar.
// @ts-check

const idleAfterScroll = 150;

export class ListScrolling {
  /**
   * @param {import('./list-view.js').ListView} view @param {import('./list-news.js').ListNews} news
   * @param {() => void} request @param {() => void} rested
   */
  constructor(view, news, request, rested) {
    this.view = view;
    this.news = news;
    this.request = request;
    this.rested = rested;
    this.direction = 1;
    this.frame = 0;
    this.timer = 0;
  }

  /** @param {HTMLElement} root @param {AbortSignal} signal */
  take(root, signal) {
    root.addEventListener('scroll', () => this.onScroll(), { signal, capture: true, passive: true });
    signal.addEventListener('abort', () => {
      cancelAnimationFrame(this.frame);
      this.frame = 0;
      clearTimeout(this.timer);
    });
  }

  onScroll() {
    const { view } = this;
    const { grid, scroll } = view;
    if (!grid || !view.visible)
      return;
    const { shift } = scroll;
    const moved = scroll.follow(grid.scrollTop);
    if (moved === 0)
      return;
    this.direction = Math.sign(moved);
    if (scroll.shift !== shift)
      view.place();
    if (scroll.top < 1)
      this.news.seen();
    if (Math.abs(moved) > scroll.viewHeight || this.news.showsDate)
      this.showDate();
    this.frame ||= requestAnimationFrame(() => {
      this.frame = 0;
      view.rememberAnchors();
      this.request();
    });
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.onScrollEnd(), idleAfterScroll);
  }

  onScrollEnd() {
    const { view } = this;
    if (!view.grid)
      return;
    if (view.scroll.scaled) {
      view.scroll.setTop(view.scroll.top);
      view.place();
    }
    this.rested();
    this.request();
  }

  showDate() {
    const { firstRow, count, top, maxTop, viewHeight } = this.view.scroll;
    const date = this.view.at(firstRow)?.querySelector('time')?.dateTime;
    this.news.showDate(date, firstRow, count, 4 + (maxTop > 0 ? top / maxTop * (viewHeight - 40) : 0));
  }
}

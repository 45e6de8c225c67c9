// The pages below each other: which are drawn, how large, and which one is looked at.
// @ts-check
import { Page } from './pdf-page.js';

/** @typedef {import('./pdf-file.js').PdfDocument} PdfDocument */

/** Pixels of CSS for a point at 100%. */
const actual = 96 / 72;
const steps = [0.25, 0.33, 0.5, 0.67, 0.8, 0.9, 1, 1.1, 1.25, 1.5, 1.75, 2, 2.5, 3, 4, 5];
/** A place for each costs memory: a document can claim any number. */
const most = 5000;

export class Pages {
  /** "page" is as wide as fits, but not larger than one reads; "width" as wide as fits. @type {'page' | 'width' | number} */
  #wanted = 'page';
  #zoom = 1;
  /** @type {Page[]} */
  #pages = [];
  /** @type {Set<Page>} Near the window. */
  #near = new Set();

  /** @param {HTMLElement} holder What scrolls. @param {PdfDocument} pdf @param {(changed: Pages) => void} changed */
  constructor(holder, pdf, changed) {
    this.holder = holder;
    this.pdf = pdf;
    this.changed = changed;
    this.count = pdf.numPages;
  }

  /** The page looked at, from 1. */
  get current() {
    const at = this.holder.scrollTop + this.holder.clientHeight / 3;
    let [low, high] = [0, this.#pages.length - 1];
    while (low < high) {
      const middle = Math.ceil((low + high) / 2);
      if (this.#pages[middle].element.offsetTop <= at)
        low = middle;
      else
        high = middle - 1;
    }
    return low + 1;
  }

  get zoom() {
    return this.#zoom;
  }

  get shown() {
    return this.#pages.length;
  }

  /** @param {number} number */
  page(number) {
    return this.#pages[number - 1];
  }

  /** Puts all places there, with the size of the first until their own is known. */
  async begin() {
    const name = document.body.dataset.page ?? '{0}';
    const first = new Page(this.pdf, 1, name.replace('{0}', '1'), this.#follow);
    const { userUnit } = await first.measure();
    const [width, height] = ['--w', '--h'].map(one => Number(first.element.style.getPropertyValue(one)));
    this.#pages = [first];
    for (let number = 2; number <= Math.min(this.count, most); number++) {
      const page = new Page(this.pdf, number, name.replace('{0}', String(number)), this.#follow);
      page.size(width, height, userUnit);
      this.#pages.push(page);
    }
    this.#apply();
    this.holder.append(...this.#pages.map(page => page.element));
    const places = new Map(this.#pages.map(page => [/** @type {Element} */ (page.element), page]));
    const watch = new IntersectionObserver(entries => this.#moved(entries, places), { root: this.holder, rootMargin: '100% 0px' });
    this.#pages.forEach(page => watch.observe(page.element));
    new ResizeObserver(() => this.#keeping(() => this.#apply())).observe(this.holder);
    this.holder.addEventListener('scroll', () => this.changed(this), { passive: true });
    void this.#measureAll();
  }

  /** One step larger (1) or smaller (-1), about the middle of the window. @param {1 | -1} direction */
  step(direction) {
    const next = direction > 0 ? steps.find(one => one > this.#zoom * 1.01) : steps.findLast(one => one < this.#zoom * 0.99);
    if (next)
      this.zoomTo(next);
  }

  /** @param {'page' | 'width' | number} wanted */
  zoomTo(wanted) {
    this.#keeping(() => {
      this.#wanted = typeof wanted === 'number' ? Math.min(Math.max(wanted, steps[0]), steps[steps.length - 1]) : wanted;
      this.#apply();
    });
  }

  /** @param {number} number @param {number} part How far down the page, 0 to 1. */
  goTo(number, part = 0) {
    const page = this.#pages[Math.min(Math.max(number, 1), this.#pages.length) - 1];
    this.holder.scrollTo({ top: page.element.offsetTop + page.element.offsetHeight * part - 12 });
  }

  /** @param {IntersectionObserverEntry[]} entries @param {Map<Element, Page>} places */
  #moved(entries, places) {
    for (const { target, isIntersecting } of entries) {
      const page = /** @type {Page} */ (places.get(target));
      if (isIntersecting) {
        this.#near.add(page);
        void page.draw(this.#zoom * actual);
      } else if (this.#near.delete(page)) {
        page.release();
      }
    }
  }

  /** Changes sizes so that what is in the middle of the window stays there. @param {() => void} change */
  #keeping(change) {
    const { holder } = this;
    const page = this.#pages[this.current - 1]?.element;
    if (!page)
      return change();
    const middle = holder.clientHeight / 2;
    const down = (holder.scrollTop + middle - page.offsetTop) / page.offsetHeight;
    const across = (holder.scrollLeft + holder.clientWidth / 2) / holder.scrollWidth;
    // Before the first page there is nothing to keep.
    const top = holder.scrollTop === 0;
    change();
    holder.scrollTop = top ? 0 : page.offsetTop + page.offsetHeight * down - middle;
    holder.scrollLeft = across * holder.scrollWidth - holder.clientWidth / 2;
  }

  #apply() {
    const widest = Math.max(...this.#pages.slice(0, 50).map(page => page.width));
    const style = getComputedStyle(this.holder);
    const fits = (this.holder.clientWidth - parseFloat(style.paddingLeft) - parseFloat(style.paddingRight)) / (widest * actual);
    this.#zoom = this.#wanted === 'page' ? Math.min(fits, 1.25) : this.#wanted === 'width' ? fits : this.#wanted;
    this.holder.style.setProperty('--zoom', String(this.#zoom * actual));
    for (const page of this.#near)
      void page.draw(this.#zoom * actual);
    this.changed(this);
  }

  // One after the other: the worker has pages to draw meanwhile.
  async #measureAll() {
    for (const page of this.#pages.slice(1)) {
      try {
        await page.measure();
      } catch {
        // It keeps the size of the first; that it is damaged is said when it is looked at.
        continue;
      }
    }
  }

  /** Goes where a link within the document leads. @param {unknown} destination */
  #follow = async destination => {
    const place = typeof destination === 'string' ? await this.pdf.getDestination(destination) : destination;
    if (!Array.isArray(place))
      return;
    const number = typeof place[0] === 'number' ? place[0] + 1 : await this.pdf.getPageIndex(place[0]).then(index => index + 1, () => 0);
    if (number)
      this.goTo(number);
  };
}

// What floats above the rows: the pill that counts new mail while the list is scrolled, the same count for screen readers, and the
// date at this place while the scrollbar is dragged.

const announceEvery = 60_000;
const bubbleTime = 400;

const language = () => document.documentElement.lang || 'en';

export class ListNews {
  constructor() {
    this.pill = /** @type {HTMLElement} */ (document.createElement('div'));
    this.bubble = this.pill;
    this.announcement = this.pill;
    this.unseen = 0;
    this.unannounced = 0;
    this.announcedAt = -announceEvery;
    this.announceTimer = 0;
    this.bubbleTimer = 0;
  }

  /** Speaks through this drawing of the list from now on. @param {HTMLElement} root */
  take(root) {
    this.pill = /** @type {HTMLElement} */ (root.querySelector('[data-pill]'));
    this.bubble = /** @type {HTMLElement} */ (root.querySelector('[data-bubble]'));
    this.announcement = /** @type {HTMLElement} */ (root.querySelector('[data-announcement]'));
    if (this.unseen > 0)
      this.showCount();
  }

  /** @param {number} count @param {boolean} outOfSight */
  arrived(count, outOfSight) {
    this.unannounced += count;
    this.announce();
    if (!outOfSight)
      return;
    this.unseen += count;
    this.showCount();
  }

  showCount() {
    /** @type {HTMLElement} */ (this.pill.querySelector('[data-pill-text]')).textContent = this.text(this.unseen);
    this.pill.hidden = false;
  }

  seen() {
    this.unseen = 0;
    this.pill.hidden = true;
  }

  /** Screen readers hear of new mail, but not of every message at once. */
  announce() {
    clearTimeout(this.announceTimer);
    const wait = this.announcedAt + announceEvery - performance.now();
    if (wait > 0) {
      this.announceTimer = setTimeout(() => this.announce(), wait);
      return;
    }

    this.announcedAt = performance.now();
    this.announcement.textContent = this.text(this.unannounced);
    this.unannounced = 0;
  }

  /** @param {number} count */
  text(count) {
    const { one = '', many = '' } = this.pill.dataset;
    return count === 1 ? one : many.replace('{0}', new Intl.NumberFormat(language()).format(count));
  }

  get showsDate() { return !this.bubble.hidden; }

  /**
   * @param {string | undefined} date Of the first row that is seen, when it is here already. @param {number} row @param {number} count
   * @param {number} place How far down, in pixels.
   */
  showDate(date, row, count, place) {
    const number = new Intl.NumberFormat(language());
    this.bubble.textContent = date
      ? new Intl.DateTimeFormat(language(), { dateStyle: 'medium' }).format(new Date(date))
      : `${number.format(row + 1)} / ${number.format(count)}`;
    this.bubble.style.transform = `translateY(${place}px)`;
    this.bubble.hidden = false;
    clearTimeout(this.bubbleTimer);
    this.bubbleTimer = setTimeout(() => { this.bubble.hidden = true; }, bubbleTime);
  }
}

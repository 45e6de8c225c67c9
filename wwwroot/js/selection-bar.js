// The head of the list while messages are selected: how many, of how many, and what can be done with them. The server drew it, with
// its words; it is shown, filled in and spoken here.
// @ts-check

/** @typedef {{ count: number, selected: HTMLElement[], shown: number, of: number }} State How many are selected, their rows on the page, how many rows are, how many messages there are. */

const language = () => document.documentElement.lang || 'en';
const number = (/** @type {number} */ value) => new Intl.NumberFormat(language()).format(value);

/** @param {string} text @param {number[]} values */
const fill = (text, ...values) => values.reduce((filled, value, i) => filled.replace(`{${i}}`, number(value)), text);

export class SelectionBar {
  constructor() {
    this.root = /** @type {HTMLElement} */ (document.createElement('div'));
    /** @type {HTMLElement | null} */
    this.bar = null;
    this.spoken = '';
    this.timer = 0;
  }

  /** @param {HTMLElement} root */
  take(root) {
    this.root = root;
    this.bar = root.querySelector('[data-selection-bar]');
  }

  /** Answers whether it came or went. @param {State} state */
  show({ count, selected, shown, of }) {
    const { bar, root } = this;
    const on = count > 0;
    if (on)
      root.dataset.selecting = '';
    else
      delete root.dataset.selecting;
    if (!bar)
      return false;
    const changed = bar.hidden === on;
    if (changed)
      bar.hidden = !on;
    const { one = '', many = '', some = '', choose = '', everything = '' } = bar.dataset;
    const title = on ? count === 1 ? one : fill(many, count) : '';
    const whole = on && count >= of;
    this.write('[data-selected-count]', title);
    this.write('[data-selected-some]', !on ? '' : whole ? fill(everything, of) : fill(some, selected.length, shown));
    this.write('[data-select=all]', on ? fill(choose, of) : '');
    for (const button of /** @type {NodeListOf<HTMLElement>} */ (bar.querySelectorAll('[data-select=all], [data-line]')))
      button.hidden = button.dataset.select === 'all' ? whole : !whole;
    const box = bar.querySelector('[role=checkbox]');
    if (box)
      box.ariaChecked = on && selected.length === shown ? 'true' : 'mixed';
    // What the next press makes of them: read as soon as one is unread, flagged as soon as one is not.
    this.offer('seen', selected.length === 0 || selected.some(row => row.classList.contains('unread')));
    this.offer('flag', selected.length === 0 || selected.some(row => row.dataset.flagged === 'false'));
    this.say(title || (this.spoken && (bar.dataset.none ?? '')));
    this.spoken = title;
    return changed;
  }

  /** @param {'seen' | 'flag'} act @param {boolean} set */
  offer(act, set) {
    for (const button of this.root.querySelectorAll(`[data-selection-bar] [data-act=${act}], [data-selection-bar] [data-act=un${act}]`)) {
      const offered = button.getAttribute('data-act') === act;
      /** @type {HTMLElement} */ (button).hidden = offered !== set;
    }
  }

  /** @param {string} selector @param {string} text */
  write(selector, text) {
    const element = this.bar?.querySelector(selector);
    if (element && element.textContent !== text)
      element.textContent = text;
  }

  /** Once it rests: a held key does not speak of every row. @param {string} text */
  say(text) {
    if (!text)
      return;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => {
      const place = this.root.querySelector('[data-selection-said]');
      if (place && place.textContent !== text)
        place.textContent = text;
    }, 300);
  }
}

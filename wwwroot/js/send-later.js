// "Send later": the menu beside Send, with the times people mean most often, and any other.
// @ts-check
import { Menu } from './composer-menu.js';

const evening = 18;
const morning = 8;

/** @param {number} days @param {number} hour */
function at(days, hour) {
  const time = new Date();
  time.setDate(time.getDate() + days);
  time.setHours(hour, 0, 0, 0);
  return time;
}

/** As a field for date and time wants it: local, to the minute. @param {Date} time */
const field = time => new Date(time.getTime() - time.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);

/** @param {Date} time @param {Intl.DateTimeFormatOptions} clock */
export const spoken = (time, clock) => new Intl.DateTimeFormat(document.documentElement.lang, {
  weekday: 'short', day: 'numeric', month: 'short', ...clock,
}).format(time);

export class SendLater {
  /** @param {HTMLElement} window_ @param {Intl.DateTimeFormatOptions} clock @param {(time: Date) => void} chosen */
  constructor(window_, clock, chosen) {
    const get = (/** @type {string} */ name) => window_.querySelector(`[data-${name}]`);
    this.times = /** @type {HTMLElement} */ (get('times'));
    this.pick = /** @type {HTMLInputElement} */ (get('pick'));
    this.clock = clock;
    this.chosen = chosen;
    this.menu = new Menu(window_, /** @type {HTMLButtonElement} */ (get('later')), this.times, () => this.draw());
    this.times.addEventListener('click', event => this.click(/** @type {Element} */ (event.target)));
    this.times.addEventListener('keydown', event => this.key(event));
  }

  draw() {
    const tonight = at(0, evening);
    const times = { evening: tonight > new Date(Date.now() + 60_000) ? tonight : null, morning: at(1, morning) };
    for (const [name, time] of Object.entries(times)) {
      const item = /** @type {HTMLElement} */ (this.times.querySelector(`[data-time=${name}]`));
      item.hidden = !time;
      item.dataset.at = time?.toISOString() ?? '';
      const said = item.querySelector('.hint');
      if (said && time)
        said.textContent = spoken(time, this.clock);
    }
    this.pick.min = field(new Date());
    this.pick.value = field(at(1, morning));
  }

  /** @param {Element} target */
  click(target) {
    const item = /** @type {HTMLElement | null} */ (target.closest('[data-time]'));
    if (!item)
      return;
    if (item.dataset.time === 'picked' && !this.pick.reportValidity())
      return;
    const time = new Date(item.dataset.time === 'picked' ? this.pick.value : item.dataset.at ?? '');
    if (Number.isNaN(time.getTime()))
      return this.pick.focus();
    this.menu.close();
    this.chosen(time);
  }

  /** @param {KeyboardEvent} event */
  key(event) {
    if ((event.key !== 'ArrowDown' && event.key !== 'ArrowUp') || document.activeElement === this.pick)
      return;
    const stops = /** @type {HTMLElement[]} */ ([...this.times.querySelectorAll('[data-time]:not([hidden]), [data-pick]')]);
    const here = stops.indexOf(/** @type {HTMLElement} */ (document.activeElement));
    event.preventDefault();
    stops[(here + (event.key === 'ArrowDown' ? 1 : stops.length - 1)) % stops.length]?.focus();
  }
}

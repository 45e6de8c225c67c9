// What a message asks of those on its way: how urgent it is, and whether its writer wants to hear of it.
// @ts-check
import { Menu } from './composer-menu.js';

/** @typedef {import('./draft-copies.js').Draft} Draft */

export class Options {
  /** @param {HTMLElement} window_ @param {Draft} draft @param {() => void} changed */
  constructor(window_, draft, changed) {
    const get = (/** @type {string} */ name) => window_.querySelector(`[data-${name}]`);
    this.priority = /** @type {HTMLSelectElement} */ (get('priority'));
    this.receipt = /** @type {HTMLInputElement} */ (get('read-receipt'));
    this.report = /** @type {HTMLInputElement} */ (get('delivery-report'));
    this.button = /** @type {HTMLButtonElement} */ (get('options'));
    this.menu = new Menu(window_, this.button, /** @type {HTMLElement} */ (get('options-menu')), () => {});
    this.take(draft);
    for (const field of [this.priority, this.receipt, this.report])
      field.addEventListener('change', () => { this.draw(); changed(); });
  }

  /** @param {Draft} draft */
  take(draft) {
    this.priority.value = draft.priority;
    this.receipt.checked = draft.readReceipt;
    this.report.checked = draft.deliveryReport;
    this.draw();
  }

  read() {
    return { priority: /** @type {Draft['priority']} */ (this.priority.value), readReceipt: this.receipt.checked, deliveryReport: this.report.checked };
  }

  /** What is not as usual is seen without opening anything. */
  draw() {
    this.button.dataset.on = String(this.priority.value !== '' || this.receipt.checked || this.report.checked);
  }
}

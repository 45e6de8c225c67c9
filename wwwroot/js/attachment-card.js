// How a file of a message looks in its window: its name, its size, how far it is, what is wrong with it.
// @ts-check

/** @typedef {import('./composer-attachments.js').Upload} Upload */

const units = ['B', 'KB', 'MB', 'GB'];

/** @param {number} bytes @param {number} [of] Written in the unit of this size. */
export function amount(bytes, of = bytes) {
  const unit = Math.min(units.length - 1, Math.max(0, Math.floor(Math.log2(Math.max(1, of)) / 10)));
  const number = new Intl.NumberFormat(document.documentElement.lang, { maximumFractionDigits: unit < 2 ? 0 : 1 }).format(bytes / 1024 ** unit);
  return { number, text: `${number} ${units[unit]}` };
}

/** @param {HTMLElement} card @param {string} name */
export const part = (card, name) => /** @type {HTMLElement} */ (card.querySelector(`[data-${name}]`));

/** The end of a name is seen, however long it is. @param {HTMLElement} card @param {{ name: string }} entry */
export function name(card, entry) {
  const dot = entry.name.lastIndexOf('.');
  const stem = dot > 0 && entry.name.length - dot <= 8 ? dot : entry.name.length;
  part(card, 'stem').textContent = entry.name.slice(0, stem);
  part(card, 'extension').textContent = entry.name.slice(stem);
  part(card, 'kind').textContent = stem < entry.name.length ? entry.name.slice(stem + 1, stem + 5).toUpperCase() : '';
  card.title = entry.name;
}

/** @param {Upload} one @param {Record<string, string>} words */
export function draw(one, words) {
  const { card, entry } = one;
  const size = amount(entry.size);
  card.dataset.state = one.trouble || (one.done ? 'done' : 'going');
  const at = (words.of ?? '').replace('{0}', amount(one.offset, entry.size).number).replace('{1}', size.text);
  part(card, 'size').textContent = one.trouble === 'large' ? one.reason : one.trouble ? words.chooseAgain ?? '' : one.done ? size.text : at;
  part(card, 'choose').hidden = one.trouble !== 'lost';
  const bar = part(card, 'progress');
  bar.hidden = one.done || !!one.trouble;
  bar.ariaValueNow = String(Math.floor(entry.size ? one.offset / entry.size * 100 : 100));
  bar.ariaLabel = (words.uploading ?? '').replace('{0}', entry.name);
  /** @type {HTMLElement} */ (bar.firstElementChild).style.width = `${bar.ariaValueNow}%`;
  const label = ((one.done || one.trouble ? words.remove : words.cancel) ?? '').replace('{0}', entry.name);
  const button = part(card, 'remove');
  button.ariaLabel = button.title = label;
}

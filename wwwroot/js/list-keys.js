// The keys of the message list: what each one means. Single letters work wherever nothing is typed, the others inside the list.
// @ts-check

const elsewhere = 'input, textarea, select, [contenteditable=true], dialog, [role=dialog], [role=menu], [role=tree], [role=listbox]';

/**
 * @typedef {object} Keys
 * @property {(row: number) => void} moveTo
 * @property {() => void} open
 * @property {number} row Of the cursor; -1 when there is none yet.
 * @property {number} firstSeen
 * @property {number} page How many rows.
 * @property {number} last
 */

/** @param {MouseEvent | KeyboardEvent} event */
export const hasModifier = event => event.ctrlKey || event.metaKey || event.shiftKey || event.altKey;

/** Whether a key may be meant for the list: nothing is typed, no dialog or menu is open. @param {KeyboardEvent} event */
export const isForList = event => !event.defaultPrevented && !event.isComposing && !/** @type {Element} */ (event.target).closest(elsewhere)
  && !document.querySelector('dialog[open], [aria-modal=true]');

/** Acts on a key that is meant for the list. @param {KeyboardEvent} event @param {HTMLElement} grid @param {Keys} keys */
export function actOnKey(event, grid, { moveTo, open, row, firstSeen, page, last }) {
  const target = /** @type {Element} */ (event.target);
  if (hasModifier(event) || !isForList(event))
    return;
  const down = () => moveTo(row < 0 ? firstSeen : row + 1);
  const up = () => moveTo(row < 0 ? firstSeen : row - 1);
  /** @type {Record<string, () => void>} */
  const everywhere = { j: down, k: up, o: open };
  /** @type {Record<string, () => void>} */
  const inList = {
    ArrowDown: down,
    ArrowUp: up,
    PageDown: () => moveTo(Math.max(0, row) + page),
    PageUp: () => moveTo(row - page),
    Home: () => moveTo(0),
    End: () => moveTo(last),
    Enter: open,
  };
  const act = everywhere[event.key] ?? (grid.contains(target) && !target.closest('button') ? inList[event.key] : undefined);
  if (!act)
    return;
  event.preventDefault();
  act();
}

// "3 messages archived. Undo": one bar, below the list, for seven seconds; what is done again meanwhile joins it.
// @ts-check
import { Countdown } from './countdown.js';

const shownFor = 7_000;

/** @typedef {{ kind: string, ids: string[], count: number }} Done What was done, as one thing to take back. */

const element = () => /** @type {HTMLElement | null} */ (document.querySelector('[data-undo-bar]'));

/** @type {Done | null} */
let shown = null;
const countdown = new Countdown(element);

/** The things that can still be taken back, the last one at the end. @type {Done[]} */
const stack = (() => {
  try {
    return JSON.parse(sessionStorage.getItem('undo') ?? '[]');
  } catch {
    return [];
  }
})();

/** Something was done. @param {string} kind @param {string} id @param {number} count @param {boolean} joins A part of what was done before. */
export function done(kind, id, count, joins) {
  const last = stack.at(-1);
  if (last && (joins || (last === shown && shown.kind === kind && countdown.shown))) {
    last.ids.push(id);
    last.count += count;
  } else {
    stack.push({ kind, ids: [id], count });
    stack.splice(0, stack.length - 20);
  }
  keep();
  show(/** @type {Done} */ (stack.at(-1)));
}

/** What to take back now; it is off the stack then. @returns {Done | undefined} */
export function takeLast() {
  const last = stack.pop();
  keep();
  hide();
  return last;
}

/** What was done is called something else, as a deletion in the trash. @param {string} id @param {string} kind */
export function rename(id, kind) {
  const found = stack.find(other => other.ids.includes(id));
  if (!found || found.kind === kind)
    return;
  found.kind = kind;
  keep();
  if (shown === found && countdown.shown)
    write(found);
}

/** It failed, or was done for nobody to take back. @param {string} id */
export function forget(id) {
  const at = stack.findIndex(other => other.ids.includes(id));
  if (at < 0)
    return;
  if (stack[at] === shown)
    hide();
  stack.splice(at, 1);
  keep();
}

/** What an earlier page did a moment ago. @param {Done} earlier */
export function offer(earlier) {
  if (stack.some(other => other.ids.some(id => earlier.ids.includes(id))))
    return;
  stack.push(earlier);
  keep();
  show(earlier);
}

/** Says something that needs no undo. @param {string} kind @param {number} count */
export function say(kind, count) {
  shown = null;
  write({ kind, ids: [], count });
  countdown.start(shownFor / 2);
}

/** @param {Done} what */
function show(what) {
  shown = what;
  write(what);
  countdown.start(shownFor);
}

/** @param {Done} what */
function write({ kind, ids, count }) {
  const bar = element();
  if (!bar)
    return;
  const words = JSON.parse(bar.dataset.words ?? '{}');
  const [one, many] = words[kind] ?? ['', ''];
  /** @type {HTMLElement} */ (bar.querySelector('[data-text]')).textContent = count === 1
    ? one : many.replace('{0}', new Intl.NumberFormat(document.documentElement.lang || 'en').format(count));
  for (const part of /** @type {NodeListOf<HTMLElement>} */ (bar.querySelectorAll('[data-undo], kbd')))
    part.hidden = ids.length === 0;
}

/** Somebody else may sit here next. */
export function forgetAll() {
  stack.length = 0;
  keep();
  hide();
}

export const hide = () => countdown.hide();

function keep() {
  try {
    sessionStorage.setItem('undo', JSON.stringify(stack));
  } catch {
    // No storage: taken back as long as the page lives.
  }
}

// Fingers on rows: one that rests selects; one that moves sideways archives (to the right) or deletes (to the left) when it has gone
// far enough or left fast. Up and down scrolls as ever, and the edges of the screen are the system's.
// @ts-check
import { rowAround } from './list-view.js';

const longPress = 450;
const slack = 10;
const edge = 24;
/** Of the row's width. */
const far = .4;
/** Pixels in a millisecond, and how many at the least. */
const fast = .6;
const fling = 56;
const back = 160;

/** @typedef {import('./list-selecting.js').Selecting} Selecting */
/** @typedef {{ x: number, time: number }} Moment */

const still = matchMedia('(prefers-reduced-motion: reduce)');

export class ListSwipe {
  /** @param {Selecting} selecting */
  constructor(selecting) {
    this.selecting = selecting;
    this.root = /** @type {HTMLElement} */ (document.createElement('div'));
    /** @type {HTMLElement | null} */
    this.row = null;
    this.pointer = -1;
    this.x = 0;
    this.y = 0;
    this.swiping = false;
    /** The last two moves: how fast it left. @type {Moment[]} */
    this.moves = [];
    this.timer = 0;
    /** The click that ends a press or a swipe opens nothing. */
    this.swallow = false;
  }

  /** @param {HTMLElement} root @param {AbortSignal} signal */
  take(root, signal) {
    this.drop();
    this.root = root;
    root.addEventListener('pointerdown', event => this.onDown(event), { signal });
    root.addEventListener('pointermove', event => this.onMove(event), { signal });
    root.addEventListener('pointerup', event => this.onUp(event), { signal });
    root.addEventListener('pointercancel', event => this.onCancel(event), { signal });
    root.addEventListener('scroll', () => clearTimeout(this.timer), { signal, capture: true, passive: true });
    root.addEventListener('click', event => {
      if (!this.swallow)
        return;
      this.swallow = false;
      event.preventDefault();
      event.stopPropagation();
      event.stopImmediatePropagation();
    }, { signal, capture: true });
  }

  /** @param {PointerEvent} event */
  onDown({ pointerType, pointerId, isPrimary, target, clientX, clientY, timeStamp }) {
    this.swallow = false;
    if (!isPrimary) {
      this.drop(); // Two fingers mean something else.
      return;
    }
    const row = rowAround(target);
    if (pointerType !== 'touch' || !row?.dataset.uid || (target instanceof Element && target.closest('button')))
      return;
    this.row = row;
    this.pointer = pointerId;
    this.x = clientX;
    this.y = clientY;
    this.swiping = false;
    this.moves = [{ x: clientX, time: timeStamp }];
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.press(), longPress);
  }

  press() {
    const { row, selecting } = this;
    if (!row?.isConnected || this.swiping)
      return;
    this.row = null;
    this.swallow = true;
    navigator.vibrate?.(10);
    selecting.cursor.putOn(row);
    selecting.toggle(row.dataset.uid ?? '');
    selecting.cursor.tend();
  }

  /** @param {PointerEvent} event */
  onMove({ pointerId, clientX, clientY, timeStamp }) {
    const { row } = this;
    if (!row || pointerId !== this.pointer)
      return;
    const [across, along] = [clientX - this.x, clientY - this.y];
    if (!this.swiping) {
      if (Math.hypot(across, along) < slack)
        return;
      clearTimeout(this.timer);
      const free = this.x >= edge && this.x <= innerWidth - edge && !this.selecting.selection.on;
      if (!free || Math.abs(across) < 1.5 * Math.abs(along)) {
        this.row = null;
        return;
      }
      this.swiping = true;
      row.setPointerCapture(pointerId);
    }
    this.moves = [...this.moves.slice(-3), { x: clientX, time: timeStamp }];
    this.reveal(row, across);
  }

  /** The row follows the finger; what will happen shows where it was. @param {HTMLElement} row @param {number} across */
  reveal(row, across) {
    const { cover } = this;
    row.style.transform = across ? `translateX(${across}px)` : '';
    if (!cover)
      return;
    const viewport = /** @type {HTMLElement} */ (cover.parentElement).getBoundingClientRect();
    const { top, height, width } = row.getBoundingClientRect();
    cover.hidden = across === 0;
    cover.dataset.side = across > 0 ? 'right' : 'left';
    cover.dataset.far = String(Math.abs(across) >= far * width);
    cover.style.top = `${top - viewport.top}px`;
    cover.style.height = `${height}px`;
    cover.style.clipPath = across > 0 ? `inset(0 ${Math.max(0, width - across)}px 0 0)` : `inset(0 0 0 ${Math.max(0, width + across)}px)`;
  }

  /** @returns {HTMLElement | null} */
  get cover() { return this.root.querySelector('[data-swipe]'); }

  /** @param {PointerEvent} event */
  onUp({ pointerId, clientX, timeStamp }) {
    clearTimeout(this.timer);
    const { row } = this;
    if (pointerId !== this.pointer || !row)
      return;
    this.row = null;
    if (!this.swiping)
      return;
    this.swallow = true;
    setTimeout(() => { this.swallow = false; }, 50);
    const across = clientX - this.x;
    const from = this.moves[0];
    const speed = timeStamp > from.time ? (clientX - from.x) / (timeStamp - from.time) : 0;
    const flung = Math.abs(across) >= fling && Math.abs(speed) >= fast && Math.sign(speed) === Math.sign(across);
    if (Math.abs(across) >= far * row.offsetWidth || flung)
      this.commit(row, across);
    else
      this.springBack(row, across);
  }

  /** @param {PointerEvent} event */
  onCancel({ pointerId }) {
    if (pointerId === this.pointer)
      this.drop();
  }

  drop() {
    clearTimeout(this.timer);
    if (this.row && this.swiping)
      this.reveal(this.row, 0);
    this.row = null;
    this.swiping = false;
  }

  /** @param {HTMLElement} row @param {number} across */
  commit(row, across) {
    const act = across > 0 ? 'archive' : 'delete';
    const picked = this.selecting.pickedFor(row);
    navigator.vibrate?.(10);
    row.dataset.swiped = '';
    document.dispatchEvent(new CustomEvent('webmail:act', { detail: { act, picked } }));
    delete row.dataset.swiped;
    if (row.dataset.away === undefined && row.isConnected) {
      this.springBack(row, across); // It stays in this list.
      return;
    }
    row.style.transform = '';
    const { cover } = this;
    if (!cover)
      return;
    cover.style.clipPath = '';
    const hide = () => { cover.hidden = true; };
    if (still.matches)
      hide();
    else
      cover.animate({ opacity: [1, 0] }, { duration: back, easing: 'ease-in' }).finished.then(hide, hide);
  }

  /** @param {HTMLElement} row @param {number} across */
  springBack(row, across) {
    this.reveal(row, 0);
    if (!still.matches)
      row.animate({ transform: [`translateX(${across}px)`, 'none'] }, { duration: back, easing: 'cubic-bezier(.2, .8, .2, 1)' });
  }
}

// Messages taken with the mouse to a folder or a label: the row's own, or the whole selection when the row is part of it.
// @ts-check
import { rowAround } from './list-view.js';

export const messagesType = 'application/x-webmail-messages';
const targets = '[role=treeitem][data-mailbox], [role=treeitem][data-label]';

/** @typedef {import('./list-selecting.js').Selecting} Selecting */
/** @typedef {import('./picked.js').Picked} Picked */

export class ListDrag {
  /** @param {Selecting} selecting */
  constructor(selecting) {
    this.selecting = selecting;
    this.byTouch = false;
    /** @type {Picked | null} */
    this.dragged = null;
    /** @type {HTMLElement | null} */
    this.over = null;
    document.addEventListener('dragover', event => this.onOver(event));
    document.addEventListener('dragleave', event => {
      if (event.relatedTarget === null)
        this.mark(null);
    });
    // What a drop means is said by the folder or label it falls on.
    document.addEventListener('drop', () => this.finish());
    document.addEventListener('dragend', () => this.finish());
  }

  /** @param {HTMLElement} root @param {AbortSignal} signal */
  take(root, signal) {
    root.addEventListener('pointerdown', ({ pointerType }) => { this.byTouch = pointerType !== 'mouse'; }, { signal, capture: true });
    root.addEventListener('dragstart', event => this.onStart(event, root), { signal });
  }

  /** @param {DragEvent} event @param {HTMLElement} root */
  onStart(event, root) {
    const row = rowAround(event.target);
    if (!row?.dataset.uid || !event.dataTransfer)
      return;
    const picked = this.byTouch ? null : this.selecting.pickedFor(row);
    if (!picked) {
      event.preventDefault(); // A finger that rests selects.
      return;
    }
    this.dragged = picked;
    event.dataTransfer.setData(messagesType, JSON.stringify(picked));
    event.dataTransfer.effectAllowed = 'copyMove';
    const image = /** @type {HTMLElement | null} */ (root.querySelector('[data-drag-image]'));
    if (!image)
      return;
    const { one = '', many = '' } = image.dataset;
    image.textContent = picked.count === 1 ? one
      : many.replace('{0}', new Intl.NumberFormat(document.documentElement.lang || 'en').format(picked.count));
    event.dataTransfer.setDragImage(image, -12, 8);
  }

  /** @param {DragEvent} event @returns {HTMLElement | null} Where it may be dropped: not on the mailbox it is in. */
  targetOf({ target, dataTransfer }) {
    const place = target instanceof Element && dataTransfer?.types.includes(messagesType)
      ? /** @type {HTMLElement | null} */ (target.closest(targets)) : null;
    return place instanceof HTMLAnchorElement && this.dragged && place.pathname === new URL(this.dragged.list, document.baseURI).pathname ? null : place;
  }

  /** @param {DragEvent} event */
  onOver(event) {
    // Whoever drew the target may have said so already.
    const place = this.targetOf(event);
    this.mark(place);
    if (!place || !event.dataTransfer)
      return;
    event.preventDefault();
    event.dataTransfer.dropEffect = place.dataset.label !== undefined ? 'copy' : 'move';
  }

  /** @param {HTMLElement | null} place */
  mark(place) {
    if (place === this.over)
      return;
    this.over?.removeAttribute('data-drop');
    place?.setAttribute('data-drop', '');
    this.over = place;
  }

  finish() {
    this.mark(null);
    this.dragged = null;
  }
}

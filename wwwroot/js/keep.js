// What hands did to the page and the server does not know: text in fields, the focus, scroll positions, open dialogs, loaded message
// frames. Taken before the server draws the page anew and put back in the same moment; saved with every key, so that a page that
// has to be loaded again has it too.
// @ts-check
import { parkFrames, placeFrames } from './frames.js';

const storageKey = 'kept';

/** @typedef {{ value: string, start: number | null, end: number | null }} Text */
/** @typedef {{ texts: Record<string, Text>, scrolls: Record<string, number>, dialogs: string[], focus: string }} Kept */

/** The name of an element that is the same in both drawings of the page. @param {Element} element */
function nameOf(element) {
  const { keep, mailbox } = /** @type {HTMLElement} */ (element).dataset;
  return keep || element.id || mailbox || '';
}

/** @param {string} name @returns {HTMLElement | null} */
const find = name => document.querySelector(`[data-keep="${CSS.escape(name)}"]`) ?? document.getElementById(name)
  ?? document.querySelector(`[data-mailbox="${CSS.escape(name)}"]`);

/** @typedef {HTMLInputElement | HTMLTextAreaElement} Field */

/** @param {unknown} element @returns {element is Field} */
const isField = element => element instanceof HTMLTextAreaElement
  || (element instanceof HTMLInputElement && ['text', 'search', 'email', 'url', 'tel', 'number'].includes(element.type));

/** @param {Field} field @returns {Text} */
const textOf = field => ({ value: field.value, start: field.selectionStart, end: field.selectionEnd });

class Keep {
  constructor() {
    /** Fields somebody wrote in, by name. @type {Record<string, Text>} */
    this.written = read();
    /** @type {Kept | null} */
    this.kept = null;
    document.addEventListener('input', event => this.write(event.target), true);
    document.addEventListener('submit', event => this.forget(/** @type {HTMLFormElement} */ (event.target)), true);
  }

  /** @param {EventTarget | null} field */
  write(field) {
    if (!isField(field) || !nameOf(field))
      return;
    if (field.value)
      this.written[nameOf(field)] = textOf(field);
    else
      delete this.written[nameOf(field)];
    this.save();
  }

  /** What was sent need not be kept; whoever signs out leaves nothing to the next one at this computer. @param {HTMLFormElement} form */
  forget(form) {
    if (form.getAttribute('action')?.startsWith('signout')) {
      this.written = {};
      sessionStorage.clear();
      return;
    }
    for (const field of form.elements)
      delete this.written[nameOf(field)];
    this.save();
  }

  /** Before the page is drawn anew. */
  take() {
    document.dispatchEvent(new Event('webmail:replacing'));
    const fields = [...document.querySelectorAll('input, textarea')].filter(isField).filter(nameOf);
    const changed = fields.filter(field => field.value !== field.defaultValue || field === document.activeElement);
    const scrolled = [...document.querySelectorAll('[data-keep]')].filter(element => element.scrollTop > 0);
    this.kept = {
      texts: Object.fromEntries(changed.map(field => [nameOf(field), textOf(field)])),
      scrolls: Object.fromEntries(scrolled.map(element => [nameOf(element), element.scrollTop])),
      dialogs: [...document.querySelectorAll('dialog[open][id]')].map(dialog => dialog.id),
      focus: document.activeElement && document.activeElement !== document.body ? nameOf(document.activeElement) : '',
    };
    parkFrames();
  }

  /** After it: before anybody sees it. */
  put() {
    placeFrames();
    // What has a place of its own on it is there before anything is scrolled.
    document.dispatchEvent(new Event('webmail:replaced'));
    if (!this.kept)
      return;
    const { texts, scrolls, dialogs, focus } = this.kept;
    this.kept = null;
    fill(texts);
    for (const id of dialogs) {
      const dialog = document.getElementById(id);
      if (dialog instanceof HTMLDialogElement && !dialog.open)
        dialog.showModal();
    }
    for (const [name, top] of Object.entries(scrolls)) {
      const element = find(name);
      if (element)
        element.scrollTop = top;
    }
    if (focus)
      find(focus)?.focus({ preventScroll: true });
  }

  /** For a page that is loaded anew. */
  save() {
    try {
      sessionStorage.setItem(storageKey, JSON.stringify(this.written));
    } catch {
      // Storage is full or forbidden: the text lives as long as the page.
    }
  }

  /** On a page that was. */
  restore() {
    fill(this.written);
  }
}

/** @param {Record<string, Text>} texts */
function fill(texts) {
  for (const [name, { value, start, end }] of Object.entries(texts)) {
    const field = find(name);
    if (!isField(field) || field.value === value)
      continue;
    field.value = value;
    if (field.type !== 'email' && field.type !== 'number')
      field.setSelectionRange(start, end);
    // The server learns it as if it had been typed there.
    field.dispatchEvent(new Event('input', { bubbles: true }));
    field.dispatchEvent(new Event('change', { bubbles: true }));
  }
}

/** @returns {Record<string, Text>} */
function read() {
  try {
    return JSON.parse(sessionStorage.getItem(storageKey) ?? '{}');
  } catch {
    return {}; // No storage in this browser, or not ours.
  }
}

export const keep = new Keep();

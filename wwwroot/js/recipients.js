// A field of recipients: what is typed or pasted becomes chips, which can be selected, copied, edited, removed and dragged to another field.
// @ts-check
import { chipOf } from './recipient-chip.js';
import { keyOf, write } from './email-address.js';
import { distinct, one, read } from './recipient-list.js';
import { Suggestions } from './suggestions.js';

/** @typedef {import('./recipient-list.js').Found} Found */

const separators = /[,;\n\t、，；]/;
const dragged = 'text/x-recipient';

if (!document.querySelector('link[data-recipients]')) {
  const style = document.createElement('link');
  style.rel = 'stylesheet';
  style.href = new URL('../recipients.css', import.meta.url).href;
  style.dataset.recipients = '';
  document.head.append(style);
}

export class Recipients {
  /** @param {HTMLElement} row @param {string[]} list @param {Record<string, string>} words @param {() => void} changed */
  constructor(row, list, words, changed) {
    this.row = row;
    this.list = list;
    this.words = words;
    this.changed = changed;
    /** Chips that are made, by what is in them. @type {Map<string, HTMLElement>} */
    this.made = new Map();
    /** @type {Set<string>} */
    this.selected = new Set();
    this.place = /** @type {HTMLElement} */ (row.querySelector('[data-chips]'));
    this.field = /** @type {HTMLInputElement} */ (row.querySelector('input'));
    // First of all: while suggestions are shown, their keys are theirs.
    this.suggestions = new Suggestions(this.field, row, words, person => this.choose(person), email => this.list.some(text => keyOf(one(text).address) === keyOf(email)));
    this.field.addEventListener('input', event => this.typed(/** @type {InputEvent} */ (event).isComposing));
    this.field.addEventListener('compositionend', () => this.typed(false));
    this.field.addEventListener('keydown', event => this.key(event));
    this.field.addEventListener('paste', event => this.paste(event));
    this.field.addEventListener('blur', () => this.take());
    row.addEventListener('click', event => this.click(event));
    row.addEventListener('copy', event => this.copy(event));
    row.addEventListener('cut', event => this.copy(event));
    row.addEventListener('focusout', event => { if (!row.contains(/** @type {Node | null} */ (event.relatedTarget))) this.select([]); });
    this.place.addEventListener('keydown', event => this.chipKey(event));
    this.place.addEventListener('dragstart', event => this.drag(event));
    row.addEventListener('dragover', event => { if (event.dataTransfer?.types.includes(dragged)) event.preventDefault(); });
    row.addEventListener('drop', event => this.drop(event));
    this.show();
  }

  /** Everything that stands there, also what is no chip yet. */
  get value() {
    return [...this.list, ...read(this.field.value).map(found => found.text)];
  }

  /** Broken addresses there are. */
  get broken() {
    return this.list.filter(text => !one(text).valid);
  }

  // ---- what is typed

  /** @param {boolean} composing An input method is not done yet. */
  typed(composing) {
    const { value } = this.field;
    const last = value.slice(-1);
    // A comma may come before a first name; an address, or any other separator, ends one. Not inside of quotes.
    if (!composing && separators.test(last) && (last !== ',' || /[@＠]/.test(value)) && !/^[^"]*"[^"]*$/.test(value))
      this.take();
    else
      this.changed();
    if (!composing)
      this.suggestions.look();
  }

  /** One of the suggestions. @param {import('./people.js').Person} person */
  choose({ name, email }) {
    this.field.value = '';
    this.add([one(write(name, email))]);
    this.field.focus();
  }

  /** What stands in the field becomes chips. */
  take() {
    const { value } = this.field;
    this.suggestions.close();
    if (!value)
      return;
    this.field.value = '';
    this.add(read(value));
  }

  /** Each mailbox once; what a link wants in another field goes there. @param {Found[]} found */
  add(found) {
    const here = found.filter(each => !each.field || this.row.dataset.row === each.field);
    this.list.splice(0, Infinity, ...distinct([...this.list.map(one), ...here]).map(each => each.text));
    for (const name of /** @type {const} */ (['cc', 'bcc'])) {
      const others = found.filter(each => each.field === name && !here.includes(each)).map(({ field, ...rest }) => rest);
      if (others.length)
        this.row.dispatchEvent(new CustomEvent('composer:also', { bubbles: true, detail: { name, others } }));
    }
    this.show();
    if (document.activeElement === this.field)
      this.field.scrollIntoView({ block: 'nearest' });
    this.changed();
  }

  /** @param {Iterable<string>} texts */
  removeAll(texts) {
    const gone = new Set(texts);
    this.list.splice(0, Infinity, ...this.list.filter(text => !gone.has(text)));
    this.selected.clear();
    this.show();
    this.changed();
  }

  /** @param {string} text */
  edit(text) {
    this.take();
    this.removeAll([text]);
    this.field.value = text;
    this.field.focus();
    this.changed();
  }

  // ---- keys

  /** @param {KeyboardEvent} event */
  key(event) {
    if (event.isComposing)
      return;
    const atStart = this.field.selectionStart === 0 && this.field.selectionEnd === 0;
    const last = this.list.at(-1);
    if ((event.key === 'Enter' && !event.ctrlKey && !event.metaKey || event.key === 'Tab') && this.field.value.trim()) {
      if (event.key === 'Enter')
        event.preventDefault();
      this.take();
    } else if (event.key === 'Backspace' && atStart && last !== undefined) {
      event.preventDefault();
      // The first press shows what the second takes away.
      if (this.selected.size)
        this.removeAll(this.selected);
      else
        this.select([last]);
    } else if (event.key === 'ArrowLeft' && atStart && last !== undefined) {
      event.preventDefault();
      this.go(this.list.length - 1, false);
    } else if (event.key === 'a' && (event.ctrlKey || event.metaKey) && !this.field.value && this.list.length) {
      event.preventDefault();
      this.select(this.list);
    } else if ((event.key === 'Delete' || event.key === 'Escape') && this.selected.size) {
      event.preventDefault();
      event.stopPropagation();
      if (event.key === 'Delete')
        this.removeAll(this.selected);
      else
        this.select([]);
    } else if (!['Shift', 'Control', 'Meta', 'Alt'].includes(event.key) && !event.ctrlKey && !event.metaKey) {
      this.select([]);
    }
  }

  /** On a chip. @param {KeyboardEvent} event */
  chipKey(event) {
    const at = this.indexOf(/** @type {Element} */ (event.target));
    const text = this.list[at];
    if (text === undefined || event.isComposing)
      return;
    const steps = { ArrowLeft: at - 1, ArrowRight: at + 1, Home: 0, End: this.list.length };
    const keys = {
      Enter: () => this.edit(text), F2: () => this.edit(text),
      Delete: () => this.removeAt(at), Backspace: () => this.removeAt(at),
      ' ': () => this.select(this.selected.has(text) ? [...this.selected].filter(other => other !== text) : [...this.selected, text]),
      Escape: () => (this.select([]), this.field.focus()),
    };
    if (event.key in steps) {
      event.preventDefault();
      this.go(steps[/** @type {keyof typeof steps} */ (event.key)], event.shiftKey);
    } else if (event.key in keys && !event.ctrlKey && !event.metaKey) {
      event.preventDefault();
      event.stopPropagation();
      keys[/** @type {keyof typeof keys} */ (event.key)]();
    } else if (event.key === 'a' && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      this.select(this.list);
    } else if (event.key.length === 1 && !event.ctrlKey && !event.metaKey && !event.altKey) {
      this.select([]);
      this.field.focus(); // What is typed goes into the field.
    }
  }

  /** To a chip, or behind the last into the field. @param {number} at @param {boolean} extend */
  go(at, extend) {
    const text = this.list[Math.max(0, at)];
    if (text === undefined) {
      this.select([]);
      return this.field.focus();
    }
    this.select(extend ? [...this.selected, text] : [text]);
    /** @type {HTMLElement | null | undefined} */ (this.made.get(text)?.querySelector('[data-name]'))?.focus();
  }

  /** The selected ones, or this one; the next has the focus. @param {number} at */
  removeAt(at) {
    const text = this.list[at];
    const gone = text !== undefined && !this.selected.has(text) ? [text] : [...this.selected];
    const next = this.list.slice(at).find(other => !gone.includes(other));
    this.removeAll(gone);
    this.go(next === undefined ? Infinity : this.list.indexOf(next), false);
  }

  /** @param {Iterable<string>} texts */
  select(texts) {
    this.selected = new Set(texts);
    for (const [text, chip] of this.made) {
      chip.toggleAttribute('data-selected', this.selected.has(text));
      chip.querySelector('[data-name]')?.setAttribute('aria-pressed', String(this.selected.has(text)));
    }
  }

  /** @param {Element} target */
  indexOf(target) {
    const chip = target.closest('.rc');
    return chip ? [...this.place.children].indexOf(chip) : -1;
  }

  // ---- clipboard, pointer

  /** @param {ClipboardEvent} event */
  paste(event) {
    const text = event.clipboardData?.getData('text/plain') ?? '';
    const found = read(text);
    if (!separators.test(text.trim()) && !found.some(each => each.valid || /[@＠]/.test(each.text)))
      return;
    event.preventDefault();
    const { value, selectionStart, selectionEnd } = this.field;
    const all = value.slice(0, selectionStart ?? value.length) + text + value.slice(selectionEnd ?? value.length);
    this.field.value = '';
    this.select([]);
    this.add(all === text ? found : read(all));
  }

  /** @param {ClipboardEvent} event */
  copy(event) {
    if (!this.selected.size || this.field.selectionStart !== this.field.selectionEnd)
      return;
    event.preventDefault();
    event.clipboardData?.setData('text/plain', this.list.filter(text => this.selected.has(text)).join(', '));
    if (event.type === 'cut') {
      this.removeAll(this.selected);
      this.field.focus();
    }
  }

  /** @param {MouseEvent} event */
  click(event) {
    const target = /** @type {Element} */ (event.target);
    const text = this.list[this.indexOf(target)];
    if (text !== undefined && target.closest('[data-remove]')) {
      this.removeAll([text]);
      this.field.focus();
    } else if (text !== undefined && (event.ctrlKey || event.metaKey || event.shiftKey)) {
      this.select(this.selected.has(text) ? [...this.selected].filter(other => other !== text) : [...this.selected, text]);
    } else if (text !== undefined) {
      this.edit(text);
    } else if (!target.closest('button, [role=listbox]')) {
      this.field.focus();
    }
  }

  /** @param {DragEvent} event */
  drag(event) {
    const text = this.list[this.indexOf(/** @type {Element} */ (event.target))];
    if (text === undefined)
      return;
    const texts = this.selected.has(text) ? [...this.selected] : [text];
    event.dataTransfer?.setData(dragged, JSON.stringify(texts));
    event.dataTransfer?.setData('text/plain', texts.join(', '));
  }

  /** @param {DragEvent} event */
  drop(event) {
    const data = event.dataTransfer?.getData(dragged);
    if (!data)
      return;
    event.preventDefault();
    const texts = /** @type {string[]} */ (JSON.parse(data)).filter(text => !this.list.includes(text));
    if (!texts.length)
      return;
    this.add(texts.map(one));
    this.row.dispatchEvent(new CustomEvent('composer:moved', { bubbles: true, detail: { texts, to: this } }));
  }

  show() {
    const made = new Map(this.list.map(text => [text, this.made.get(text) ?? chipOf(text, this.words)]));
    this.made = made;
    this.place.replaceChildren(...made.values());
    this.field.setAttribute('aria-invalid', String(this.broken.length > 0));
  }
}

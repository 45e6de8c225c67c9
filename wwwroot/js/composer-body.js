// The text of a message: rich with the editor, which comes with the first window, or plain. What is typed before the editor is there is
// taken along; a key never waits.
// @ts-check
import { FormatBar } from './format-bar.js';

/** @typedef {import('./editor.js').RichText} RichText */
/** @typedef {{ text: string, html: string }} Written */
/** A line of text; in rich text also what HTML says. @typedef {string | { html: string }} Line */
/** So many lines go at a place, and others come. @typedef {{ at: number, gone: number, lines: Line[] }} Edit */
/** Finds what HTML says among the lines of rich text. @typedef {(html: string) => { at: number, gone: number } | null} Find */

/**
 * Where the pictures of a text are.
 * @typedef {object} Pictures
 * @property {(cid: string) => string} shownAt
 * @property {(file: File) => Promise<{ cid: string, width: number } | null>} addPicture
 * @property {(cid: string) => void} pictureRemoved Set by the text.
 */

const preference = 'compose.plain';
/** Larger texts are not written out with every key, but when the hands rest. */
const large = 50_000;
const rest = 600;
const longestPause = 10_000;

/** @type {Promise<typeof import('./editor.js')> | undefined} */
let module;

/** @returns {Promise<typeof import('./editor.js')>} */
async function fetched() {
  for (let pause = 1_000; ; pause = Math.min(pause * 2, longestPause)) {
    try {
      return await import('./editor.js');
    } catch {
      // No network: it is asked again, and what is typed meanwhile stays.
      await new Promise(resolve => { setTimeout(resolve, pause); });
    }
  }
}

const escapes = /** @type {Record<string, string>} */ ({ '&': '&amp;', '<': '&lt;', '>': '&gt;' });

/** HTML shows no blank at the end of a line, and the mark of a signature has one. @param {string} text */
export const asHtml = text => text.split('\n')
  .map(line => `<p style="margin:0">${line.replace(/[&<>]/g, sign => escapes[sign] ?? sign).replace(/ $/, '&nbsp;')}</p>`).join('');

export const prefersPlain = () => {
  try {
    return localStorage.getItem(preference) === '1';
  } catch {
    return false; // No storage: rich text, as by default.
  }
};

export class Body {
  /**
   * @param {HTMLElement} window_ @param {Written} draft @param {boolean} isNew @param {Pictures} files
   * @param {() => void} changed
   */
  constructor(window_, draft, isNew, files, changed) {
    this.window = window_;
    this.area = /** @type {HTMLTextAreaElement} */ (window_.querySelector('[data-text]'));
    this.place = /** @type {HTMLElement} */ (window_.querySelector('[data-rich]'));
    this.code = /** @type {HTMLTextAreaElement} */ (window_.querySelector('[data-html]'));
    this.files = files;
    /** Where pictures for the text are chosen. */
    this.pictures = /** @type {HTMLInputElement} */ (window_.querySelector('[data-pictures]'));
    this.changed = changed;
    /** Whether the next message begins with the look that is chosen here. */
    this.remembers = true;
    /** @type {RichText | null} */
    this.editor = null;
    /** @type {'rich' | 'plain' | 'source'} */
    this.look = 'plain';
    /** HTML that waits for the editor. */
    this.waiting = '';
    this.timer = 0;
    /** Ends when somebody can write. @type {Promise<void>} */
    this.ready = Promise.resolve();
    /** An input method is in the middle of a word. */
    this.composing = false;
    this.bar = new FormatBar(window_, this);
    this.area.addEventListener('input', () => this.typed());
    this.area.addEventListener('compositionstart', () => { this.composing = true; });
    this.area.addEventListener('compositionend', () => { this.composing = false; });
    this.code.addEventListener('input', changed);
    this.pictures.addEventListener('change', () => {
      const chosen = [...this.pictures.files ?? []];
      this.pictures.value = '';
      void this.addPictures(chosen);
    });
    files.pictureRemoved = cid => this.editor?.removePicture(cid);
    this.take(draft, isNew && !prefersPlain());
  }

  /** Shows another text. @param {Written} draft @param {boolean} [rich] Also when it has no HTML. */
  take(draft, rich = false) {
    this.area.value = draft.text;
    this.waiting = draft.html;
    if (draft.html || rich)
      this.become('rich');
    else
      this.become('plain');
  }

  /** @param {'rich' | 'plain' | 'source'} look */
  become(look) {
    this.look = look;
    if (look !== 'source')
      this.area.readOnly = false;
    if (look === 'rich') {
      // Its HTML says more than its text: nobody writes into that meanwhile.
      this.area.readOnly = Boolean(this.waiting) && !this.editor;
      this.ready = this.enrich();
    } else if (look === 'plain') {
      this.editor?.destroy();
      this.editor = null;
      this.waiting = '';
    }
    this.draw();
  }

  draw() {
    const rich = this.look === 'rich' && this.editor !== null;
    this.place.hidden = !rich;
    this.code.hidden = this.look !== 'source';
    this.area.hidden = rich || this.look === 'source';
    this.bar.draw();
  }

  async enrich() {
    const { RichText } = await (module ??= fetched());
    if (this.composing)
      await new Promise(resolve => { this.area.addEventListener('compositionend', resolve, { once: true }); });
    if (this.look !== 'rich' || !this.window.isConnected)
      return;
    this.editor ??= new RichText({
      element: this.place, label: this.area.ariaLabel ?? this.area.getAttribute('aria-label') ?? '', changed: () => this.typed(), moved: () => this.bar.later(),
      large: pasted => this.paste(pasted), shownAt: cid => this.files.shownAt(cid), pictures: pictures => void this.addPictures(pictures),
    });
    const focused = this.area.matches(':focus');
    if (this.waiting)
      this.editor.setHtml(this.waiting);
    else
      this.editor.setText(this.area.value, this.area.selectionStart);
    this.waiting = '';
    this.draw();
    if (focused)
      this.editor.focus();
  }

  /** Text where the caret is. @param {string} text */
  insert(text) {
    if (this.look === 'rich' && this.editor)
      return this.editor.insertText(text);
    const field = this.look === 'source' ? this.code : this.area;
    field.setRangeText(text, field.selectionStart, field.selectionEnd, 'end');
    field.focus();
  }

  /** Pictures in the text, there at once; their bytes follow. @param {File[]} files */
  async addPictures(files) {
    for (const file of files) {
      const added = await this.files.addPicture(file);
      if (added)
        this.editor?.addPicture(added.cid, file.name.replace(/\.[^.]*$/, ''), added.width);
    }
  }

  typed() {
    if ((this.editor?.size ?? this.area.textLength) < large)
      return this.changed();
    clearTimeout(this.timer);
    this.timer = setTimeout(this.changed, rest);
  }

  /** @returns {Written} */
  read() {
    clearTimeout(this.timer);
    if (this.look === 'source')
      return { html: this.code.value, text: new DOMParser().parseFromString(this.code.value, 'text/html').body.textContent ?? '' };
    if (this.look === 'plain')
      return { html: '', text: this.area.value };
    return this.editor && !this.waiting
      ? { html: this.editor.html, text: this.editor.text }
      : { html: this.waiting || asHtml(this.area.value), text: this.area.value };
  }

  /** Changes whole lines. @param {(lines: string[], find?: Find) => Edit | null} change What quotes begins with ">". */
  splice(change) {
    if (this.look === 'rich' && this.editor)
      return this.editor.splice(change);
    // HTML that somebody writes by hand, or that nobody sees yet, is left alone.
    if (this.look === 'source' || this.waiting)
      return;
    const lines = this.area.value.split('\n');
    const edit = change(lines);
    if (!edit)
      return;
    lines.splice(edit.at, edit.gone, ...edit.lines.filter(line => typeof line === 'string'));
    this.area.value = lines.join('\n');
  }

  get isEmpty() {
    return this.look === 'rich' && this.editor ? this.editor.isEmpty : !this.read().text.trim();
  }

  /** @param {boolean} [top] At the beginning; else where the caret was. */
  focus(top = false) {
    if (this.look === 'rich' && this.editor)
      return this.editor.focus(top);
    const field = this.look === 'source' ? this.code : this.area;
    field.focus();
    if (top) {
      field.setSelectionRange(0, 0);
      field.scrollTop = 0;
    }
  }

  /** Without formatting, until it is asked for again; new messages begin so too. */
  toPlain(remember = true) {
    if (this.look === 'source')
      this.editor?.setHtml(this.code.value);
    this.area.value = this.editor?.text ?? this.area.value;
    this.become('plain');
    if (remember)
      this.remember(true);
    this.changed();
    this.area.focus();
  }

  /** A text that is too long for rich text: it fits as plain text. Formatting is not dropped without a question. @param {string} text */
  paste(text) {
    if (this.editor?.isFormatted)
      return this.bar.askAbout(text);
    this.pastePlain(text);
  }

  /** @param {string} text */
  pastePlain(text) {
    const [from, to] = this.editor?.selected ?? [0, 0];
    this.toPlain(false);
    this.area.setRangeText(text, from, to, 'end');
    this.changed();
    this.bar.open('large');
  }

  toRich() {
    this.waiting = this.look === 'source' ? this.code.value || asHtml('') : '';
    this.become('rich');
    this.remember(false);
    this.changed();
    this.editor?.focus();
  }

  toSource() {
    this.code.value = this.read().html.replace(/(<\/(?:p|h[1-6]|li|ul|ol|blockquote|pre|tr|table|tbody)>|<(?:ul|ol|blockquote|table[^>]*|tbody|tr)>|<hr>)(?!\n)/g, '$1\n');
    this.become('source');
    this.code.focus();
    this.code.setSelectionRange(0, 0);
  }

  /** @param {boolean} plain */
  remember(plain) {
    if (!this.remembers)
      return;
    try {
      localStorage.setItem(preference, plain ? '1' : '');
    } catch {
      // No storage: the next message begins as rich text.
    }
  }

  /** The window goes. */
  end() {
    clearTimeout(this.timer);
    this.editor?.destroy();
    this.editor = null;
  }
}

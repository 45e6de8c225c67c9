// The editor of rich text: made when a window to write in opens, and bundled with all it needs.
// @ts-check
import { Editor } from '@tiptap/core';
import { Selection } from '@tiptap/pm/state';
import { DOMParser as Reader, DOMSerializer } from '@tiptap/pm/model';
import { cidOf, extensions } from './schema.js';
import { blocksOf, documentOf, placeOf, textOf } from './lines.js';
import { cleanPasted } from './paste.js';
import { keepSpaces } from './spaces.js';

/**
 * @typedef {object} Options
 * @property {HTMLElement} element Where it stands.
 * @property {string} label Its accessible name.
 * @property {(cid: string) => string} shownAt Where a picture of the message is shown from; empty when it has none of that name.
 * @property {(files: File[]) => void} pictures Pictures were pasted or dropped into the text.
 * @property {() => void} changed The text was changed by a hand.
 * @property {(text: string) => void} large Text was pasted that is too long for an editor of rich text.
 * @property {() => void} moved What the format bar shows may have changed.
 */

/** @param {DataTransfer | null} data @returns {File[]} */
const imagesOf = data => [...data?.files ?? []].filter(file => /^image\/(?:png|jpeg|gif|webp)$/.test(file.type));

/** Characters from which on a pasted text would make typing slow. */
const large = 300_000;

export class RichText {
  /** @param {Options} options */
  constructor({ element, label, shownAt, pictures, changed, moved, large: tooLarge }) {
    this.editor = new Editor({
      element, extensions: extensions(shownAt), injectCSS: false, content: '',
      editorProps: {
        attributes: { 'role': 'textbox', 'aria-multiline': 'true', 'aria-label': label, 'class': 'tx', 'spellcheck': 'true' },
        transformPastedHTML: html => cleanPasted(html, src => src.startsWith('cid:') && Boolean(shownAt(cidOf(src)))),
        handlePaste: (_, event) => {
          const text = event.clipboardData?.getData('text/plain') ?? '';
          const shots = text ? [] : imagesOf(event.clipboardData);
          if (shots.length) {
            event.preventDefault();
            pictures(shots);
            return true;
          }
          if (text.length < large)
            return false;
          tooLarge(text.replace(/\r\n?/g, '\n'));
          return true;
        },
        handleDrop: (view, event) => {
          const dropped = imagesOf(event.dataTransfer);
          if (!dropped.length || dropped.length < (event.dataTransfer?.files.length ?? 0))
            return false;
          event.preventDefault();
          const at = view.posAtCoords({ left: event.clientX, top: event.clientY });
          if (at)
            view.dispatch(view.state.tr.setSelection(Selection.near(view.state.doc.resolve(at.pos))));
          pictures(dropped);
          return true;
        },
      },
      onUpdate: changed,
      onTransaction: moved,
    });
    this.field = this.editor.view.dom;
    /** What was written last of it. @type {{ doc: unknown, html: string, text: string }} */
    this.written = { doc: null, html: '', text: '' };
  }

  write() {
    const { state: { doc, schema } } = this.editor;
    if (this.written.doc === doc)
      return this.written;
    const root = document.implementation.createHTMLDocument().createElement('div');
    DOMSerializer.fromSchema(schema).serializeFragment(doc.content, { document: root.ownerDocument }, root);
    keepSpaces(root);
    return this.written = { doc, html: root.innerHTML, text: textOf(doc) };
  }

  get html() {
    return this.write().html;
  }

  get text() {
    return this.write().text;
  }

  get isEmpty() {
    return this.editor.isEmpty;
  }

  /** How large it is, in about characters: what is large is not written with every key. */
  get size() {
    return this.editor.state.doc.content.size;
  }

  /** Where the selection begins and ends in the text. @returns {[number, number]} */
  get selected() {
    const { doc, selection } = this.editor.state;
    return [textOf(doc.cut(0, selection.from)).length, textOf(doc.cut(0, selection.to)).length];
  }

  /** Whether there is more than lines of text. */
  get isFormatted() {
    let formatted = false;
    this.editor.state.doc.descendants(node => {
      formatted ||= !['paragraph', 'text', 'hardBreak'].includes(node.type.name) || node.marks.some(mark => !(mark.type.name === 'link' && mark.attrs.href === node.text))
        || (node.attrs.textAlign ?? 'left') !== 'left';
      return !formatted;
    });
    return formatted;
  }

  /** Takes the place of everything, and cannot be undone. @param {string} html */
  setHtml(html) {
    this.replace(this.parsed(html));
  }

  /** @param {string} text @param {number} [caret] Where in it the caret stands. */
  setText(text, caret = 0) {
    this.replace(this.editor.schema.nodeFromJSON(documentOf(text)));
    const line = text.slice(0, caret).split('\n').length;
    const { state, view } = this.editor;
    view.dispatch(state.tr.setSelection(Selection.near(state.doc.resolve(Math.min(caret + line, state.doc.content.size)))));
  }

  /** @param {import('@tiptap/pm/model').Node} doc */
  replace(doc) {
    const { state: { tr }, view } = this.editor;
    tr.replaceWith(0, tr.doc.content.size, doc.content);
    view.dispatch(tr.setSelection(Selection.atStart(tr.doc)).setMeta('addToHistory', false).setMeta('preventUpdate', true));
  }

  /** Changes whole lines. @param {(lines: string[], find: import('../../../wwwroot/js/composer-body.js').Find) => import('../../../wwwroot/js/composer-body.js').Edit | null} change What quotes begins with ">". */
  splice(change) {
    const { state: { doc, schema, tr }, view } = this.editor;
    /** @type {{ line: string, from: number, to: number }[]} */
    const blocks = [];
    doc.forEach((node, from) => {
      const line = node.type.name === 'blockquote' ? '>' : node.isTextblock ? node.textContent.replace(/\u00A0/g, ' ') : '\n';
      blocks.push({ line, from, to: from + node.nodeSize });
    });
    const edit = change(blocks.map(({ line }) => line), html => placeOf(blocksOf(doc), blocksOf(this.parsed(html))));
    if (!edit)
      return;
    const from = blocks[edit.at]?.from ?? doc.content.size;
    const to = edit.gone ? blocks[edit.at + edit.gone - 1]?.to ?? from : from;
    const lines = edit.lines.length || edit.gone < blocks.length ? edit.lines : [''];
    view.dispatch(tr.replaceWith(from, to, lines.flatMap(line => typeof line === 'string'
      ? [schema.node('paragraph', null, line ? schema.text(line) : undefined)] : this.parsed(line.html).children)));
  }

  /** @param {string} html */
  parsed(html) {
    return Reader.fromSchema(this.editor.schema).parse(new DOMParser().parseFromString(html, 'text/html').body);
  }

  /** Lines of text where the caret is. @param {string} text */
  insertText(text) {
    this.editor.chain().focus().insertContent(documentOf(text).content ?? []).run();
  }

  /** A picture where the caret is. @param {string} cid @param {string} alt @param {number} width */
  addPicture(cid, alt, width) {
    this.editor.chain().focus().insertContent({ type: 'picture', attrs: { src: `cid:${encodeURIComponent(cid).replace(/%40/g, '@')}`, alt, width: width || null } }).run();
  }

  /** Takes a picture out of the text, wherever it is. @param {string} cid */
  removePicture(cid) {
    const { state: { doc, tr }, view } = this.editor;
    /** @type {number[]} */
    const places = [];
    doc.descendants((node, at) => { if (node.type.name === 'picture' && cidOf(node.attrs.src) === cid) places.unshift(at); });
    places.forEach(at => tr.delete(at, at + 1));
    view.dispatch(tr);
  }

  /** @param {boolean} [top] At the beginning. */
  focus(top = false) {
    this.editor.commands.focus(top ? 'start' : null, { scrollIntoView: true });
    // At once: the next key is meant for it.
    this.editor.view.focus();
  }

  /** Does what a button of the format bar says. @param {string} name @param {string} [value] */
  run(name, value = '') {
    const chain = this.editor.chain().focus();
    switch (name) {
      case 'bold': return chain.toggleBold().run();
      case 'italic': return chain.toggleItalic().run();
      case 'underline': return chain.toggleUnderline().run();
      case 'strike': return chain.toggleStrike().run();
      case 'code': return chain.toggleCode().run();
      case 'codeBlock': return chain.toggleCodeBlock().run();
      case 'bullets': return chain.toggleBulletList().run();
      case 'numbers': return chain.toggleOrderedList().run();
      case 'quote': return chain.toggleBlockquote().run();
      case 'heading': return chain.toggleHeading({ level: 2 }).run();
      case 'colour': return value ? chain.setColor(value).run() : chain.unsetColor().run();
      case 'marker': return value ? chain.setBackgroundColor(value).run() : chain.unsetBackgroundColor().run();
      case 'link': return this.link(value);
      case 'table': return chain.insertTable({ rows: 3, cols: 3, withHeaderRow: true }).run();
      case 'rowAfter': return chain.addRowAfter().run();
      case 'columnAfter': return chain.addColumnAfter().run();
      case 'rowAway': return chain.deleteRow().run();
      case 'columnAway': return chain.deleteColumn().run();
      case 'tableAway': return chain.deleteTable().run();
      case 'clear': return chain.unsetAllMarks().clearNodes().run();
      case 'undo': return chain.undo().run();
      case 'redo': return chain.redo().run();
      default: return false;
    }
  }

  /** @param {string} address */
  link(address) {
    const chain = this.editor.chain().focus().extendMarkRange('link');
    const bare = address.trim();
    if (!bare)
      return chain.unsetLink().run();
    const href = /^(?:https?|mailto|tel):/i.test(bare) ? bare : /^[^\s/@]+@[^\s/@]+$/.test(bare) ? `mailto:${bare}` : `https://${bare}`;
    const { empty } = this.editor.state.selection;
    return empty && !this.editor.isActive('link')
      ? chain.insertContent({ type: 'text', text: bare, marks: [{ type: 'link', attrs: { href } }] }).run()
      : chain.setLink({ href }).run();
  }

  /** Address of the link the caret stands in. */
  get linked() {
    return String(this.editor.getAttributes('link').href ?? '');
  }

  /** What the caret stands in, by the names of the buttons. @returns {Record<string, boolean>} */
  get formats() {
    const is = (/** @type {string} */ name) => this.editor.isActive(name);
    return {
      bold: is('bold'), italic: is('italic'), underline: is('underline'), strike: is('strike'), code: is('code'), codeBlock: is('codeBlock'),
      bullets: is('bulletList'), numbers: is('orderedList'), quote: is('blockquote'), heading: is('heading'), link: is('link'), table: is('table'),
      colour: Boolean(this.editor.getAttributes('textStyle').color), undo: this.editor.can().undo(), redo: this.editor.can().redo(),
    };
  }

  destroy() {
    this.editor.destroy();
  }
}

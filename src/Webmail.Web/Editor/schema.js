// What a message can hold: text, headings, lists, quotes, code, tables, links and colours. Whatever is pasted or quoted becomes this.
// @ts-check
import { Extension, Node } from '@tiptap/core';
import { Blockquote } from '@tiptap/extension-blockquote';
import { TableKit } from '@tiptap/extension-table';
import { TextAlign } from '@tiptap/extension-text-align';
import { BackgroundColor, Color, TextStyle } from '@tiptap/extension-text-style';
import { StarterKit } from '@tiptap/starter-kit';
import { HardBreak } from '@tiptap/extension-hard-break';
import { Paragraph } from '@tiptap/extension-paragraph';

/** A line somebody typed stands close to the next one, as in every mail program; paragraphs of other documents keep their distance. */
const Line = Paragraph.extend({
  addAttributes: () => ({
    gap: {
      default: false,
      keepOnSplit: false,
      parseHTML: element => element.style.marginBottom === '' ? element.localName === 'p' : !/^0(?:[a-z]*|%)$/.test(element.style.marginBottom),
      renderHTML: ({ gap }) => ({ style: gap ? 'margin:0 0 1em' : 'margin:0' }),
    },
  }),
});

/** Quoted mail says so: whoever reads it may fold it. */
const Quote = Blockquote.extend({
  addAttributes: () => ({ type: { default: null, parseHTML: element => element.getAttribute('type') === 'cite' ? 'cite' : null } }),
});

/** Ctrl+Enter sends. */
const Break = HardBreak.extend({
  addKeyboardShortcuts() {
    return { 'Shift-Enter': () => this.editor.commands.setHardBreak() };
  },
});

const Keys = Extension.create({
  name: 'keys',
  addKeyboardShortcuts() {
    return {
      'Mod-Shift-9': () => this.editor.commands.toggleBlockquote(),
      'Mod-\\': () => this.editor.chain().unsetAllMarks().clearNodes().run(),
    };
  },
});

/**
 * A picture that is a part of the message, named as the message names it. While it is written it is shown from where its bytes are.
 * @param {(cid: string) => string} shownAt
 */
const picture = shownAt => Node.create({
  name: 'picture',
  group: 'inline',
  inline: true,
  draggable: true,
  addAttributes: () => ({ src: { default: '' }, alt: { default: '' }, width: { default: null } }),
  parseHTML: () => [{ tag: 'img[src^="cid:"]' }],
  renderHTML: ({ HTMLAttributes }) => ['img', HTMLAttributes],
  addNodeView: () => ({ node }) => {
    const dom = document.createElement('img');
    dom.src = shownAt(cidOf(node.attrs.src));
    dom.alt = node.attrs.alt;
    if (node.attrs.width)
      dom.width = Number.parseInt(node.attrs.width, 10);
    return { dom };
  },
});

/** @param {string} src */
export function cidOf(src) {
  try {
    return decodeURIComponent(src.slice('cid:'.length));
  } catch {
    return src.slice('cid:'.length);
  }
}

/** @param {(cid: string) => string} shownAt Where a picture is shown from. */
export const extensions = shownAt => [
  picture(shownAt),
  StarterKit.configure({
    paragraph: false, hardBreak: false, blockquote: false, heading: { levels: [1, 2, 3] },
    link: { openOnClick: false, autolink: true, linkOnPaste: true, protocols: ['tel'], defaultProtocol: 'https', HTMLAttributes: { target: null, rel: null, class: null } },
  }),
  Line, Quote, Break, Keys, TextStyle, Color, BackgroundColor, TextAlign.configure({ types: ['heading', 'paragraph'] }),
  TableKit.configure({ table: { resizable: false, allowTableNodeSelection: true } }),
];

// A message as plain text, and plain text as a message.
// @ts-check

/** @typedef {import('@tiptap/pm/model').Node} Node */
/** @typedef {import('@tiptap/core').JSONContent} Content */

/** The text as its reader without HTML has it; a paragraph is one line. @param {Node} doc */
export const textOf = doc => linesOf(doc).join('\n').replace(/\u00A0/g, ' ');

/** @param {Node} parent @returns {string[]} */
function linesOf(parent) {
  /** @type {string[]} */
  const lines = [];
  parent.forEach((node, _, index) => {
    const { name } = node.type;
    if (name === 'blockquote')
      lines.push(...linesOf(node).map(line => !line ? '>' : line.startsWith('>') ? `>${line}` : `> ${line}`));
    else if (name === 'bulletList' || name === 'orderedList')
      lines.push(...listOf(node));
    else if (name === 'table')
      lines.push(...tableOf(node));
    else if (name === 'horizontalRule')
      lines.push('-'.repeat(32));
    else if (node.isTextblock)
      lines.push(...inlineOf(node).split('\n'));
    else
      lines.push(...linesOf(node));
    if (node.attrs.gap && index < parent.childCount - 1)
      lines.push('');
  });
  return lines;
}

/** @param {Node} list */
function listOf(list) {
  /** @type {string[]} */
  const lines = [];
  list.forEach((item, _, index) => {
    const mark = list.type.name === 'orderedList' ? `${(list.attrs.start ?? 1) + index}. ` : '- ';
    lines.push(...linesOf(item).map((line, at) => at === 0 ? mark + line : line && ' '.repeat(mark.length) + line));
  });
  return lines;
}

/** @param {Node} table */
function tableOf(table) {
  /** @type {string[]} */
  const lines = [];
  table.forEach(row => {
    /** @type {string[]} */
    const cells = [];
    row.forEach(cell => { cells.push(linesOf(cell).join(' ').trim()); });
    lines.push(cells.join(' | '));
  });
  return lines;
}

/** @param {Node} block */
function inlineOf(block) {
  let text = '';
  let [link, label] = ['', ''];
  const endLink = () => {
    if (link && label.trim() !== link && label.trim() !== link.replace(/^mailto:|^https?:\/\/|\/$/g, ''))
      text += ` <${link.replace(/^mailto:/, '')}>`;
    [link, label] = ['', ''];
  };
  block.forEach(node => {
    const href = node.marks.find(mark => mark.type.name === 'link')?.attrs.href ?? '';
    if (href !== link) {
      endLink();
      link = href;
    }
    const piece = node.type.name === 'hardBreak' ? '\n' : node.type.name === 'picture' ? node.attrs.alt && `[${node.attrs.alt}]` : node.text ?? '';
    text += piece;
    label += piece;
  });
  endLink();
  return text;
}

/**
 * The blocks of a document as words that are the same for the same looks and content. Spaces that do not break are spaces, and a picture
 * of a signature is the same in every message.
 * @param {Node} doc
 */
export const blocksOf = doc => doc.children.map(block => JSON.stringify(block.toJSON())
  .replace(/\u00A0/g, ' ').replace(/(cid:[0-9a-f]{32})\.[0-9a-f]{8}@signature/g, '$1@signature'));

/** Where blocks stand among others, one after the other. @param {string[]} all @param {string[]} some @returns {{ at: number, gone: number } | null} */
export function placeOf(all, some) {
  const at = all.findIndex((_, index) => some.length > 0 && some.every((block, step) => all[index + step] === block));
  return at < 0 ? null : { at, gone: some.length };
}

/** @param {string} text @returns {Content[]} */
const inline = text => text ? [{ type: 'text', text }] : [];

/** Each line a paragraph; what is quoted becomes a quotation. @param {string} text @returns {Content} */
export function documentOf(text) {
  const lines = text.replace(/\r\n?/g, '\n').split('\n').map(line => {
    const quotes = /^(?:>)+/.exec(line)?.[0] ?? '';
    return { depth: quotes.length, text: quotes ? line.slice(quotes.length).replace(/^ /, '') : line };
  });
  return { type: 'doc', content: quotedBlocks(lines, 0) };
}

/** @param {{ depth: number, text: string }[]} lines @param {number} depth @returns {Content[]} */
function quotedBlocks(lines, depth) {
  /** @type {Content[]} */
  const blocks = [];
  for (let at = 0; at < lines.length;) {
    let end = at;
    while (end < lines.length && (lines[end]?.depth ?? 0) > depth)
      end++;
    if (end > at)
      blocks.push({ type: 'blockquote', content: quotedBlocks(lines.slice(at, end), depth + 1) });
    else
      blocks.push({ type: 'paragraph', content: inline(lines[end++]?.text ?? '') });
    at = end;
  }
  return blocks;
}

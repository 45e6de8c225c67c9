// Spaces that count: HTML shows several as one, so all but one are written as spaces that do not break.
// @ts-check

const inBlocks = 'p, h1, h2, h3, h4, h5, h6, li, td, th, div';

/** @param {ParentNode} root @param {(text: string, first: boolean, last: boolean) => string} change */
function everyText(root, change) {
  const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const block = node.parentElement?.closest(`pre, ${inBlocks}`);
    if (!block || block.localName === 'pre' || !node.nodeValue)
      continue;
    const changed = change(node.nodeValue, isEdge(node, block, 'previousSibling'), isEdge(node, block, 'nextSibling'));
    if (changed !== node.nodeValue)
      node.nodeValue = changed;
  }
}

/** Whether nothing stands between a text and the end of its line. @param {Node} node @param {Element} block @param {'previousSibling' | 'nextSibling'} side */
function isEdge(node, block, side) {
  for (let at = /** @type {Node | null} */ (node); at && at !== block; at = at.parentNode) {
    const beside = at[side];
    if (beside)
      return beside.nodeName === 'BR';
  }
  return true;
}

/** @param {ParentNode} root */
export const keepSpaces = root => everyText(root, (text, first, last) => {
  text = text.replace(/\t/g, '    ').replace(/ {2,}/g, run => ' ' + '\u00A0'.repeat(run.length - 1));
  if (first && text.startsWith(' '))
    text = '\u00A0' + text.slice(1);
  return last && text.endsWith(' ') ? text.slice(0, -1) + '\u00A0' : text;
});

// What is pasted, from Word, Excel, Google Docs or a page, becomes what a message can hold. It is taken apart in a document that loads
// and runs nothing; images of other places leave their words.
// @ts-check

const unwanted = 'script, style, link, meta, title, template, noscript, iframe, object, embed, svg, math, form > input, button, select, textarea, video, audio, canvas, xml';

/** @param {string} html @param {(src: string) => boolean} isOwn Whether a picture is one of this message. @returns {string} */
export function cleanPasted(html, isOwn = () => false) {
  const { body } = new DOMParser().parseFromString(html, 'text/html');
  body.querySelectorAll(unwanted).forEach(element => element.remove());
  comments(body).forEach(comment => comment.remove());
  wordLists(body);
  for (const element of /** @type {NodeListOf<HTMLElement>} */ (body.querySelectorAll('*')))
    plainLook(element);
  for (const image of body.querySelectorAll('img')) {
    if (isOwn(image.getAttribute('src') ?? ''))
      continue;
    const words = image.width > 2 || !image.hasAttribute('width') ? image.alt.trim() : '';
    image.replaceWith(words ? `[${words}]` : '');
  }
  return body.innerHTML;
}

/** @param {Node} root */
function comments(root) {
  const walker = document.createTreeWalker(root, NodeFilter.SHOW_COMMENT);
  /** @type {Comment[]} */
  const found = [];
  while (walker.nextNode())
    found.push(/** @type {Comment} */ (walker.currentNode));
  return found;
}

/** The ink and paper of where it comes from are not the reader's. @param {HTMLElement} element */
function plainLook(element) {
  const { style } = element;
  if (isInk(style.color) || style.color === 'windowtext')
    style.removeProperty('color');
  if (isPaper(style.backgroundColor) || !style.backgroundColor)
    style.removeProperty('background');
  // Office says how far lines are apart in a style sheet that stays behind.
  if (/^Mso/.test(element.className) && !style.marginBottom)
    style.marginBottom = '0';
}

/** @param {string} colour @returns {number[]} */
const channels = colour => (/^rgba?\(([^)]*)\)$/.exec(colour)?.[1] ?? '').split(',').slice(0, 3).map(Number);

/** @param {string} colour */
const isInk = colour => colour === 'black' || (colour.startsWith('rgb') && channels(colour).every(channel => channel < 60));

/** @param {string} colour */
const isPaper = colour => colour === 'white' || colour === 'transparent' || (colour.startsWith('rgb') && (channels(colour).every(channel => channel > 240) || /, 0\)$/.test(colour)));

/** Word writes lists as paragraphs that look like items. @param {HTMLElement} body */
function wordLists(body) {
  const items = /** @type {HTMLElement[]} */ ([...body.querySelectorAll('p')]).filter(item => /mso-list:\s*l\d/i.test(item.getAttribute('style') ?? ''));
  /** @type {{ level: number, list: HTMLElement, ordered: boolean }[]} */
  let open = [];
  /** @type {HTMLElement | null} */
  let last = null;
  for (const item of items) {
    const level = Number(/level(\d)/i.exec(item.getAttribute('style') ?? '')?.[1] ?? 1);
    const mark = [...item.querySelectorAll('span')].find(span => /mso-list:\s*ignore/i.test(span.getAttribute('style') ?? ''));
    const ordered = /^\s*[\da-z]+[.)]/i.test(mark?.textContent ?? '');
    mark?.remove();
    if (!last || !follows(last, item))
      open = [];
    open = open.filter(one => one.level < level || (one.level === level && one.ordered === ordered));
    if (open.at(-1)?.level !== level) {
      const list = document.implementation.createHTMLDocument().createElement(ordered ? 'ol' : 'ul');
      const parent = open.at(-1)?.list.lastElementChild;
      if (parent)
        parent.append(list);
      else
        item.before(list);
      open.push({ level, list, ordered });
    }
    const entry = document.implementation.createHTMLDocument().createElement('li');
    entry.append(...item.childNodes);
    open.at(-1)?.list.append(entry);
    item.remove();
    last = entry;
  }
}

/** Whether an item stands directly behind the list an entry is in. @param {HTMLElement} entry @param {HTMLElement} item */
function follows(entry, item) {
  /** @type {Element | null} */
  let list = entry;
  while (list?.parentElement?.closest('ul, ol'))
    list = list.parentElement.closest('ul, ol');
  return list?.nextElementSibling === item;
}

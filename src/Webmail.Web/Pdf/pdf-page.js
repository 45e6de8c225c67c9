// One page: a place of the right size, and what is drawn in it while it is near.
// @ts-check
import { TextLayer } from 'pdfjs-dist/legacy/build/pdf.mjs';

/** @typedef {import('./pdf-file.js').PdfDocument} PdfDocument */
/** @typedef {import('pdfjs-dist/legacy/build/pdf.mjs').PDFPageProxy} PdfPage */

/** No browser makes larger canvases than 16 million pixels everywhere; what would be larger is drawn less sharp. */
const largestCanvas = 16_000_000;

/** Where links within the document lead: see pdf-pages.js. @typedef {(destination: unknown) => void} Follow */

export class Page {
  /** The scale it is drawn at; 0 when it is not. */
  #drawn = 0;
  /** @type {{ cancel(): void }[]} What is under way. */
  #work = [];
  /** Another one for each time it is drawn: who finds another one was overtaken. */
  #turn = {};
  /** @type {HTMLCanvasElement | undefined} */
  #canvas;
  /** @type {TextLayer | undefined} */
  #text;

  /** @param {PdfDocument} pdf @param {number} number @param {string} name @param {Follow} follow */
  constructor(pdf, number, name, follow) {
    this.pdf = pdf;
    this.number = number;
    this.follow = follow;
    this.width = 0;
    this.element = document.createElement('section');
    this.element.className = 'pdf-page';
    this.element.ariaLabel = name;
  }

  /** Gives the place its size, in points. @param {number} width @param {number} height @param {number} unit */
  size(width, height, unit = 1) {
    this.width = width;
    this.element.style.setProperty('--w', String(width));
    this.element.style.setProperty('--h', String(height));
    this.element.style.setProperty('--unit', String(unit));
  }

  /** Learns its true size. */
  async measure() {
    const page = await this.pdf.getPage(this.number);
    const { width, height } = page.getViewport({ scale: 1 });
    this.size(width, height, page.userUnit);
    return page;
  }

  /** The text pieces of its layer, in the order of the text: empty while it is not drawn. @returns {HTMLElement[]} */
  get pieces() {
    return this.#text?.textDivs ?? [];
  }

  /** Draws it, unless it is drawn like that. @param {number} scale Pixels of CSS for a point. */
  async draw(scale) {
    if (this.#drawn === scale)
      return;
    const turn = this.#begin(scale);
    try {
      const page = await this.measure();
      if (turn === this.#turn)
        await this.#paint(page, scale, turn);
    } catch {
      // What was stopped has ended as it should; anything else is said in its place.
      if (turn === this.#turn)
        this.#fail();
    }
  }

  /** Forgets what was drawn: a canvas costs much memory. */
  release() {
    this.#begin(0);
    this.#text = undefined;
    // Safari gives the memory of a canvas back when it has no size.
    if (this.#canvas)
      this.#canvas.width = this.#canvas.height = 0;
    this.#canvas = undefined;
    this.element.replaceChildren();
    delete this.element.dataset.state;
  }

  /** Stops what is under way. @param {number} scale */
  #begin(scale) {
    for (const one of this.#work.splice(0))
      one.cancel();
    this.#drawn = scale;
    return this.#turn = {};
  }

  #fail() {
    const words = document.createElement('p');
    words.textContent = document.body.dataset.failed ?? '';
    this.element.replaceChildren(words);
    this.element.dataset.state = 'failed';
  }

  /** @param {PdfPage} page @param {number} scale @param {object} turn */
  async #paint(page, scale, turn) {
    const { width, height } = page.getViewport({ scale });
    const viewport = page.getViewport({ scale: scale * Math.min(devicePixelRatio || 1, Math.sqrt(largestCanvas / (width * height))) });
    const canvas = document.createElement('canvas');
    canvas.width = Math.max(1, Math.floor(viewport.width));
    canvas.height = Math.max(1, Math.floor(viewport.height));
    const drawing = page.render({ canvas, viewport });
    this.#work.push(drawing);
    await drawing.promise;
    if (turn !== this.#turn)
      return;
    if (this.#canvas)
      this.#canvas.replaceWith(canvas);
    else
      this.element.prepend(canvas);
    this.#canvas = canvas;
    // The layers grow with the page by themselves.
    if (!this.#text)
      await this.#overlay(page, turn);
    if (turn !== this.#turn)
      return;
    this.element.dataset.state = 'drawn';
    this.element.dispatchEvent(new CustomEvent('pdf:drawn', { bubbles: true, detail: this.number }));
  }

  /** @param {PdfPage} page @param {object} turn */
  async #overlay(page, turn) {
    const container = document.createElement('div');
    container.className = 'pdf-text';
    const text = new TextLayer({ textContentSource: page.streamTextContent(), container, viewport: page.getViewport({ scale: 1 }), images: undefined });
    this.#work.push(text);
    await text.render();
    const links = await this.#links(page);
    if (turn !== this.#turn)
      return;
    this.#text = text;
    this.element.append(container, links);
  }

  /** Links of the web, with their whole address to be read before, and those within the document. @param {PdfPage} page */
  async #links(page) {
    const viewport = page.getViewport({ scale: 1 });
    const links = document.createElement('div');
    links.className = 'pdf-links';
    for (const { subtype, rect, url, dest } of await page.getAnnotations({ intent: 'display' })) {
      const link = subtype === 'Link' ? url ? outward(url) : dest ? this.#inward(dest) : undefined : undefined;
      if (!link)
        continue;
      const [left, top] = viewport.convertToViewportPoint(rect[0], rect[1]);
      const [right, bottom] = viewport.convertToViewportPoint(rect[2], rect[3]);
      link.style.left = `${Math.min(left, right) / viewport.width * 100}%`;
      link.style.top = `${Math.min(top, bottom) / viewport.height * 100}%`;
      link.style.width = `${Math.abs(right - left) / viewport.width * 100}%`;
      link.style.height = `${Math.abs(bottom - top) / viewport.height * 100}%`;
      links.append(link);
    }
    return links;
  }

  /** @param {unknown} destination */
  #inward(destination) {
    const link = document.createElement('button');
    link.type = 'button';
    link.ariaLabel = document.body.dataset.inward ?? '';
    link.addEventListener('click', () => this.follow(destination));
    return link;
  }
}

/** @param {string} address */
function outward(address) {
  if (!URL.canParse(address) || !/^https?:$/.test(new URL(address).protocol))
    return undefined;
  const link = document.createElement('a');
  // As the browser will ask for it: letters that look like others are spelled out.
  link.href = link.title = link.ariaLabel = new URL(address).href;
  link.target = '_blank';
  link.rel = 'noopener noreferrer';
  return link;
}

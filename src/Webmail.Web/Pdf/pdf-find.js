// Finds words in all pages: the browser's own search sees only those that are drawn. Marks are ranges of the text layers, nothing is
// added to the page.
// @ts-check

/** @typedef {{ page: number, from: number, to: number }} Match In the text of a page. */

export class Find {
  /** @type {string[][]} The text of each page, in the pieces its layer has. */
  #texts = [];
  /** @type {Match[]} */
  #matches = [];
  #at = -1;
  #query = '';
  /** It is to be brought into the window as soon as its page is drawn. */
  #coming = false;

  /** @param {import('./pdf-pages.js').Pages} pages @param {(at: number, count: number) => void} told */
  constructor(pages, told) {
    this.pages = pages;
    this.told = told;
    pages.holder.addEventListener('pdf:drawn', () => this.#mark());
  }

  /** Looks for words; goes to the first place at or after the page that is looked at. @param {string} words */
  async look(words) {
    const query = words.normalize('NFKC').trim();
    if (query === this.#query)
      return;
    this.#query = query;
    /** @type {Match[]} */
    const matches = [];
    const start = this.pages.current;
    for (let number = 1; query && number <= this.pages.shown; number++) {
      const text = (await this.#text(number)).join('');
      // Something else is looked for by now.
      if (query !== this.#query)
        return;
      for (const { index, 0: found } of text.matchAll(pattern(query)))
        matches.push({ page: number, from: index, to: index + found.length });
    }
    this.#matches = matches;
    this.#go(matches.length ? Math.max(0, matches.findIndex(match => match.page >= start)) : -1);
  }

  /** @param {1 | -1} direction */
  next(direction) {
    const count = this.#matches.length;
    if (count)
      this.#go((this.#at + direction + count) % count);
  }

  close() {
    this.#query = '';
    this.#matches = [];
    this.#at = -1;
    this.#mark();
  }

  /** @param {number} at */
  #go(at) {
    this.#at = at;
    this.#coming = true;
    this.told(at + 1, this.#matches.length);
    const match = this.#matches[at];
    if (match && !this.#rangeOf(match))
      this.pages.goTo(match.page);
    this.#mark();
  }

  /** @param {number} number */
  async #text(number) {
    if (!this.#texts[number]) {
      const { items } = await this.pages.pdf.getPage(number).then(page => page.getTextContent()).catch(() => ({ items: [] }));
      // Words go on over the end of a line.
      this.#texts[number] = items.map(item => /** @type {{ str: string, hasEOL: boolean }} */ (item)).map(item => item.hasEOL ? `${item.str}\n` : item.str);
    }
    return this.#texts[number];
  }

  #mark() {
    if (!('highlights' in CSS))
      return;
    const found = this.#matches.map(match => this.#rangeOf(match));
    const now = found[this.#at];
    const current = new Highlight(...now ? [now] : []);
    current.priority = 1;
    CSS.highlights.set('pdf-found', new Highlight(...found.filter(range => range !== undefined)));
    CSS.highlights.set('pdf-current', current);
    if (now && this.#coming) {
      this.#coming = false;
      now.startContainer.parentElement?.scrollIntoView({ block: 'center', inline: 'nearest' });
    }
  }

  /** @param {Match} match @returns {Range | undefined} Nothing while its page is not drawn. */
  #rangeOf(match) {
    const range = document.createRange();
    let [at, begun] = [0, false];
    for (const [index, piece] of this.pages.page(match.page).pieces.entries()) {
      const length = this.#texts[match.page]?.[index]?.length ?? 0;
      const node = piece.firstChild;
      const end = node?.textContent?.length ?? 0;
      if (node && !begun && match.from < at + length) {
        range.setStart(node, Math.min(match.from - at, end));
        begun = true;
      }
      if (node && begun && match.to <= at + length) {
        range.setEnd(node, Math.min(match.to - at, end));
        return range;
      }
      at += length;
    }
    return undefined;
  }
}

/** Spaces are any, and a line may end between any two letters: Japanese breaks its lines within words. @param {string} query */
function pattern(query) {
  const letters = [...query.replace(/\s+/g, ' ')].map(letter => letter === ' ' ? '\\s+' : letter.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&'));
  return new RegExp(letters.join('\\n?'), 'giu');
}

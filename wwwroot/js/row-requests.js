// Asks the server for rows. The newest wish counts; a wish that is being answered is given a moment before the next one overtakes it.

const patience = 120;

/** @typedef {{ first: number, count: number }} Span */

export class RowRequests {
  /** @param {(span: Span) => Promise<boolean>} ask Answers whether the rows are shown. @param {() => void} done */
  constructor(ask, done) {
    this.ask = ask;
    this.done = done;
    /** @type {Span | null} */
    this.wanted = null;
    /** @type {Span | null} */
    this.asked = null;
    this.askedAt = 0;
    this.timer = 0;
  }

  /** @param {Span | null} span Null when nothing is missing. */
  want(span) {
    this.wanted = span;
    if (span)
      this.send();
  }

  /** Whoever was asked is gone, or somebody answers at last. */
  again() {
    this.asked = null;
    this.done();
  }

  async send() {
    const { wanted, asked } = this;
    clearTimeout(this.timer);
    if (!wanted || (asked && asked.first === wanted.first && asked.count === wanted.count))
      return;
    if (asked && performance.now() - this.askedAt < patience) {
      this.timer = setTimeout(() => this.send(), patience);
      return;
    }

    this.asked = wanted;
    this.askedAt = performance.now();
    let shown = false;
    try {
      shown = await this.ask(wanted);
    } catch {
      // The circuit is down: what stands in for rows stays until it is back.
    }

    if (this.asked !== wanted)
      return; // A newer one is on its way.
    this.asked = null;
    if (shown)
      this.done();
  }
}

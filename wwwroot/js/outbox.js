// What somebody asked for and the server has not written down yet. It is kept in the browser, so that no closed tab, dead circuit or
// sleeping phone loses it; every wish has a name, so that asking twice does it once. Asked in order, one at a time.
// @ts-check

/**
 * @typedef {object} Wish
 * @property {string} id
 * @property {string} act
 * @property {string} list Where the messages are: "mail/<account>/<mailbox>".
 * @property {string} uidValidity
 * @property {string} uids As IMAP writes sets: "1:4,7"; empty when `all` says which.
 * @property {import('./picked.js').AllOf | null} all
 * @property {number} count
 * @property {string} target A mailbox.
 * @property {string} label A keyword.
 * @property {string} undoes Another wish.
 */
/** @typedef {{ answer: 'done' | 'later' | 'refused' }} Answer */

const prefix = 'wishes.';
const longestPause = 30_000;

/** This tab's own name; it lasts over reloads. */
const tab = (() => {
  try {
    return sessionStorage.tab ??= crypto.randomUUID?.() ?? String(Math.random()).slice(2);
  } catch {
    return 'only'; // No storage in this browser: wishes wait as long as the page lives.
  }
})();

export class Outbox {
  /**
   * @param {(wish: Wish) => Promise<Answer>} ask
   * @param {(wish: Wish, answer: Answer) => void} answered
   * @param {() => void} changed
   */
  constructor(ask, answered, changed) {
    this.ask = ask;
    this.answered = answered;
    this.changed = changed;
    /** Whose wishes may be asked for now: "mail/<account>/"; empty while nobody is there to ask. */
    this.whose = '';
    this.asking = false;
    this.pause = 1_000;
    this.timer = 0;
    /** @type {Wish[]} Oldest first. */
    this.waiting = read(prefix + tab);
    void this.holdAndAdopt();
  }

  /** @param {Wish} wish */
  add(wish) {
    this.waiting.push(wish);
    this.save();
    void this.send();
  }

  /** Takes a wish out that was not asked for yet. @param {string} id @returns {boolean} Whether it was there. */
  withdraw(id) {
    const at = this.waiting.findIndex(wish => wish.id === id);
    if (at < 0 || (at === 0 && this.asking))
      return false;
    this.waiting.splice(at, 1);
    this.save();
    return true;
  }

  /** Somebody answers for this account from now on. @param {string} whose */
  serve(whose) {
    this.whose = whose;
    this.again();
  }

  /** An answer that was on its way over a broken connection does not come any more. */
  again() {
    this.asking = false;
    this.asked = null;
    void this.send();
  }

  async send() {
    clearTimeout(this.timer);
    const wish = this.waiting.find(other => other.list.startsWith(this.whose));
    if (!wish || !this.whose || this.asking || document.documentElement.dataset.connection === 'down')
      return;
    this.asking = true;
    const asked = this.asked = {};
    try {
      const answer = await this.ask(wish);
      if (this.asked !== asked)
        return; // It was asked again elsewhere meanwhile.
      this.asking = false;
      if (answer.answer === 'later') {
        this.pause = Math.min(this.pause * 2, longestPause);
        this.timer = setTimeout(() => this.send(), this.pause);
        return;
      }
      this.pause = 1_000;
      this.waiting.splice(this.waiting.indexOf(wish), 1);
      this.save();
      this.answered(wish, answer);
      void this.send();
    } catch {
      // The connection broke, or something did on the other side, so nobody knows: it is asked again, soon or when there is one.
      if (this.asked !== asked)
        return;
      this.asking = false;
      this.pause = Math.min(this.pause * 2, longestPause);
      this.timer = setTimeout(() => this.send(), this.pause);
    }
  }

  save() {
    try {
      if (this.waiting.length)
        localStorage.setItem(prefix + tab, JSON.stringify(this.waiting));
      else
        localStorage.removeItem(prefix + tab);
    } catch {
      // Storage is full or forbidden: wishes wait as long as the page lives.
    }
    this.changed();
  }

  /** What closed tabs left behind is asked for here. A tab holds a lock as long as it lives. */
  async holdAndAdopt() {
    const { locks } = navigator;
    if (!locks)
      return; // No secure connection: what a closed tab left waits for one of the same name.
    void locks.request(prefix + tab, () => new Promise(() => { /* Held until the tab is closed. */ }));
    for (const key of Object.keys(localStorage).filter(other => other.startsWith(prefix) && other !== prefix + tab)) {
      await locks.request(key, { ifAvailable: true }, lock => {
        if (!lock)
          return;
        this.waiting.unshift(...read(key));
        this.save();
        localStorage.removeItem(key);
      });
    }
    void this.send();
  }
}

/** @param {string} key @returns {Wish[]} */
function read(key) {
  try {
    return JSON.parse(localStorage.getItem(key) ?? '[]');
  } catch {
    return []; // No storage in this browser, or not ours.
  }
}

// Brings a draft to the server while it is written: a copy in the browser with every key, on the server within a second, in the Drafts
// mailbox soon after. One request at a time; what fails is tried again until it succeeds.
// @ts-check
import { forgetCopy, keepCopy } from './draft-copies.js';

/** @typedef {import('./draft-copies.js').Draft} Draft */
/** @typedef {'saving' | 'saved' | 'retrying' | 'signedOut'} SaveState */
/** @typedef {{ savedRevision: number, savedAt: string | null, failure: string }} Saved */

const soon = 700;
const longestPause = 30_000;
/** Browsers let 64 KB go on behind a page that went; characters may take four bytes. */
const keptAlive = 15_000;

/** @param {string} account @param {string} path */
export const address = (account, path) => new URL(`api/compose/${account}/${path}`, document.baseURI).href;

/** @param {string} url @param {RequestInit} [how] */
export const ask = (url, how = {}) => fetch(url, {
  ...how, cache: 'no-store', headers: { 'X-Webmail': 'compose', ...how.body ? { 'Content-Type': 'application/json' } : {} },
});

export class DraftSync {
  /**
   * @param {string} account @param {Draft} draft @param {number} base
   * @param {(state: SaveState, at: string | null) => void} tell @param {(theirs: Draft) => void} conflict
   */
  constructor(account, draft, base, tell, conflict) {
    this.account = account;
    this.draft = draft;
    /** What the server confirmed last. */
    this.base = base;
    this.tell = tell;
    this.conflict = conflict;
    this.sending = false;
    this.stopped = false;
    /** Whether this browser has a copy of what the server has not. */
    this.kept = true;
    this.timer = 0;
    this.pause = 1_000;
    this.look = new AbortController();
    /** The request that is under way. @type {Promise<SaveState>} */
    this.flight = Promise.resolve('saved');
    if (draft.revision > base)
      this.later(0);
  }

  /** The draft has changed. */
  changed() {
    this.draft.revision = Math.max(Date.now(), this.draft.revision + 1);
    this.kept = keepCopy(this.account, { draft: this.draft, base: this.base });
    this.tell('saving', null);
    if (!this.timer && !this.sending)
      this.later(soon);
  }

  /** @param {number} time */
  later(time) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => void this.send(), time);
  }

  /** Now, because somebody waits for it or the page goes. */
  async send() {
    clearTimeout(this.timer);
    this.timer = 0;
    if (this.sending || this.stopped || this.draft.revision <= this.base)
      return;
    this.sending = true;
    const { revision } = this.draft;
    this.flight = this.put();
    const state = await this.flight;
    this.sending = false;
    if (this.stopped)
      return;
    if (state === 'saving') {
      this.pause = 1_000;
      this.base = Math.max(this.base, revision);
      if (this.draft.revision === revision) {
        forgetCopy(this.account, this.draft.id);
        void this.await(revision);
      } else {
        keepCopy(this.account, { draft: this.draft, base: this.base });
        this.later(soon);
      }
      return;
    }
    this.tell(state, null);
    this.pause = Math.min(this.pause * 2, longestPause);
    this.later(this.pause);
  }

  /** @returns {Promise<SaveState>} */
  async put() {
    try {
      const body = JSON.stringify(this.draft);
      // A page that goes may finish a small request.
      const answer = await ask(address(this.account, `drafts/${this.draft.id}?base=${this.base}`), {
        method: 'PUT', body, keepalive: body.length < keptAlive,
      });
      if (answer.ok)
        return 'saving';
      if (answer.status === 409) {
        this.stopped = true;
        this.conflict(await answer.json());
      }
      return answer.status === 401 ? 'signedOut' : 'retrying';
    } catch {
      return 'retrying'; // No network, or no server: it is tried again.
    }
  }

  /** Until the server has it in the Drafts mailbox. @param {number} revision */
  async await(revision) {
    this.look.abort();
    const { signal } = this.look = new AbortController();
    while (!this.stopped && !signal.aborted && this.draft.revision === revision) {
      try {
        const answer = await ask(address(this.account, `drafts/${this.draft.id}/saved?revision=${revision}`), { signal });
        const saved = /** @type {Saved} */ (answer.ok ? await answer.json() : { savedRevision: 0, savedAt: null, failure: 'away' });
        if (this.draft.revision !== revision || signal.aborted)
          return;
        // Nobody has it, whatever became of the server: it is handed over again.
        if (answer.status === 404)
          return this.changed();
        if (saved.savedRevision >= revision)
          return this.tell('saved', saved.savedAt);
        if (saved.failure)
          this.tell('retrying', null);
        if (!answer.ok)
          await new Promise(resolve => { setTimeout(resolve, 2_000); });
      } catch {
        if (signal.aborted)
          return;
        await new Promise(resolve => { setTimeout(resolve, 2_000); });
      }
    }
  }

  /** Saving rests while the draft is sent: what is still under way would bring it back after that. */
  async rest() {
    this.stopped = true;
    clearTimeout(this.timer);
    this.timer = 0;
    await this.flight;
  }

  /** It was not sent: saving goes on. */
  goOn() {
    this.stopped = false;
    void this.send();
  }

  /** Nothing more is saved: it was sent or discarded. */
  stop() {
    this.stopped = true;
    clearTimeout(this.timer);
    this.look.abort();
  }
}

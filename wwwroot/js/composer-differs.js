// The same draft was written elsewhere too: its writer says which of both stays.
// @ts-check
import { forgetCopy } from './draft-copies.js';

/** @typedef {import('./composer.js').Composer} Composer */
/** @typedef {import('./draft-copies.js').Draft} Draft */

export class Differs {
  /** @param {Composer} composer */
  constructor(composer) {
    this.composer = composer;
    /** @type {Draft | null} */
    this.theirs = null;
    composer.get('[data-mine]').addEventListener('click', () => this.keepMine());
    composer.get('[data-theirs]').addEventListener('click', () => this.takeTheirs());
  }

  get asks() {
    return !this.composer.get('[data-differs]').hidden;
  }

  /** @param {Draft} theirs */
  ask(theirs) {
    this.theirs = theirs;
    this.composer.get('[data-differs]').hidden = false;
  }

  keepMine() {
    const { sync } = this.composer;
    this.composer.get('[data-differs]').hidden = true;
    sync.stopped = false;
    sync.base = this.theirs?.revision ?? sync.base;
    sync.changed();
  }

  takeTheirs() {
    const { composer, theirs } = this;
    const { draft, sync } = composer;
    if (!theirs)
      return;
    composer.get('[data-differs]').hidden = true;
    Object.assign(draft, theirs, { writer: draft.writer });
    composer.subject.value = draft.subject;
    composer.body.take(draft);
    composer.options.take(draft);
    for (const name of /** @type {const} */ (['to', 'cc', 'bcc'])) {
      composer.recipients[name].list.splice(0, Infinity, ...draft[name]);
      composer.recipients[name].show();
    }
    composer.attachments.show();
    sync.stopped = false;
    sync.base = draft.revision;
    forgetCopy(composer.owner.account, draft.id);
    composer.from.show();
    composer.name();
    composer.tell('saved', null);
  }
}

// One window in which somebody writes. It lives in the browser alone: no key waits for the network, and no circuit takes it along.
// @ts-check
import { DraftSync } from './draft-sync.js';
import { Body } from './composer-body.js';
import { Differs } from './composer-differs.js';
import { From } from './composer-from.js';
import { forgetCopy, keepCopy } from './draft-copies.js';
import { leave } from './composer-sending.js';
import { Attachments } from './composer-attachments.js';
import { Recipients } from './recipients.js';
import { Options } from './composer-options.js';
import { Templates } from './composer-templates.js';
import { SendLater } from './send-later.js';

/** @typedef {import('./draft-copies.js').Draft} Draft */
/** @typedef {import('./draft-sync.js').SaveState} SaveState */
/** @typedef {{ entry: string, hold: number, at?: string | null }} Sent */
/** @typedef {Record<string, string>} Words */

/**
 * @typedef {object} Owner
 * @property {string} account
 * @property {Words} words
 * @property {(composer: Composer) => void} closed
 * @property {(composer: Composer, sent: Sent) => void} sent
 * @property {(composer: Composer) => void} discarded
 * @property {(composer: Composer) => void} looked It looks otherwise, or elsewhere, from now on.
 * @property {(composer: Composer) => void} alone It goes on in a window of the browser's own.
 * @property {(title: string) => void} [named]
 */

/** @returns {Intl.DateTimeFormatOptions} */
export const hours = () => ({ hour: '2-digit', minute: '2-digit', hourCycle: /(^|; )clock=12/.test(document.cookie) ? 'h12' : 'h23' });
const clock = () => new Intl.DateTimeFormat(document.documentElement.lang, hours());

export class Composer {
  /** @param {HTMLElement} element @param {Draft} draft @param {number} base @param {Owner} owner */
  constructor(element, draft, base, owner) {
    this.element = element;
    this.draft = draft;
    this.owner = owner;
    /** Whether somebody wrote something: an empty window leaves nothing behind. */
    this.touched = base > 0 || draft.revision > 0;
    this.sending = false;
    /** It only says to whom another message goes on, which stays as it is. */
    this.redirects = draft.origin?.kind === 'Redirect';
    element.classList.toggle('redirects', this.redirects);
    this.sync = new DraftSync(owner.account, draft, base, (state, at) => this.tell(state, at), theirs => this.differs.ask(theirs));
    const changed = () => this.changed();
    const row = (/** @type {string} */ name) => this.get(`[data-row=${name}]`);
    this.recipients = {
      to: new Recipients(row('to'), [...draft.to], owner.words, changed),
      cc: new Recipients(row('cc'), [...draft.cc], owner.words, changed),
      bcc: new Recipients(row('bcc'), [...draft.bcc], owner.words, changed),
    };
    this.subject = /** @type {HTMLInputElement} */ (this.get('[data-subject]'));
    this.subject.value = draft.subject;
    this.subject.addEventListener('input', changed);
    this.attachments = new Attachments(element, draft, owner.account, owner.words, changed, words => this.say(words));
    this.body = new Body(element, draft, base === 0 && draft.revision === 0 && !draft.origin, this.attachments, changed);
    this.templates = new Templates(this);
    this.options = new Options(element, draft, changed);
    this.later = new SendLater(element, hours(), time => void this.send(time));
    element.addEventListener('click', event => this.click(/** @type {Element} */ (event.target)));
    element.addEventListener('keydown', event => this.key(event));
    element.addEventListener('composer:moved', event => this.moved(/** @type {CustomEvent} */ (event).detail));
    element.addEventListener('composer:also', event => this.also(/** @type {CustomEvent} */ (event).detail));
    this.showRow('cc', draft.cc.length > 0);
    this.showRow('bcc', draft.bcc.length > 0);
    this.from = new From(this);
    this.differs = new Differs(this);
    this.name();
    if (base > 0 && draft.revision <= base)
      this.tell('saved', null);
  }

  /** @param {string} selector @returns {HTMLElement} */
  get(selector) {
    return /** @type {HTMLElement} */ (this.element.querySelector(selector));
  }

  focus() {
    if (this.redirects || !this.recipients.to.value.length)
      return this.recipients.to.field.focus();
    this.body.focus(true);
  }

  read() {
    this.draft.to = this.recipients.to.value;
    this.draft.cc = this.recipients.cc.value;
    this.draft.bcc = this.recipients.bcc.value;
    this.draft.subject = this.subject.value;
    Object.assign(this.draft, this.body.read(), this.options.read());
    this.attachments.signatures.settle(this.draft.html);
  }

  /** What the fields hold, as a revision of its own when it was not told yet: an editor may write what it was given in other words. */
  settle() {
    const before = JSON.stringify(this.draft);
    this.read();
    if (JSON.stringify(this.draft) !== before)
      this.draft.revision = Math.max(Date.now(), this.draft.revision + 1);
  }

  changed() {
    this.touched = true;
    this.read();
    this.name();
    this.say('');
    this.sync.changed();
  }

  name() {
    const title = this.subject.value.trim() || this.owner.words.title || '';
    this.element.ariaLabel = title;
    this.get('[data-title]').textContent = title;
    this.owner.named?.(title);
  }

  /** @param {SaveState} state @param {string | null} at */
  tell(state, at) {
    const { words } = this.owner;
    const time = clock().format(at ? new Date(at) : new Date());
    const [seen, heard] = {
      saving: [words.saving, ''],
      saved: [words.saved?.replace('{0}', time), `${words.heard} ${time}`],
      retrying: [words.retrying, words.retrying],
      signedOut: [words.signedOut, words.signedOut],
    }[state];
    const status = this.get('[data-status]');
    status.dataset.state = state;
    // Whoever waits to send is told what for, not how the draft is.
    if (this.sending && this.attachments?.pending)
      return;
    this.get('[data-seen]').textContent = seen ?? '';
    if (heard !== this.get('[data-heard]').textContent)
      this.get('[data-heard]').textContent = heard ?? '';
  }

  /** What is good to know, beside what is saved. @param {string} words */
  hear(words) {
    this.get('[data-seen]').textContent = this.get('[data-heard]').textContent = words;
  }

  /** What is wrong, in place. @param {string} words */
  say(words) {
    const place = this.get('[data-problem]');
    place.hidden = !words;
    place.textContent = words;
  }

  /** @param {'cc' | 'bcc'} name @param {boolean} shown */
  showRow(name, shown) {
    this.get(`[data-row=${name}]`).hidden = !shown;
    this.get(`[data-show=${name}]`).hidden = shown;
  }

  /** @param {Element} target */
  click(target) {
    const button = target.closest('button');
    const { show, window: window_ } = button?.dataset ?? {};
    if (show === 'cc' || show === 'bcc') {
      this.showRow(show, true);
      this.recipients[show].field.focus();
    } else if (button?.matches('[data-send]')) {
      void this.send();
    } else if (button?.matches('[data-discard]')) {
      void this.discard();
    } else if (window_ === 'close') {
      void this.close();
    } else if (window_ === 'minimise' || window_ === 'full') {
      this.look(this.element.dataset.look === window_ ? 'docked' : window_);
    } else if (window_ === 'dock') {
      this.look('docked');
    } else if (window_ === 'own') {
      this.owner.alone(this);
    } else if (this.isSmall) {
      this.look('docked');
    }
  }

  /** A bar with its name: put aside, or left behind by the message it answers. */
  get isSmall() {
    return ['minimise', 'away'].includes(this.element.dataset.look ?? '');
  }

  /** @param {string} look */
  look(look) {
    this.element.dataset.look = look;
    this.owner.looked(this);
    if (this.isSmall)
      return;
    if (this.redirects)
      this.focus();
    else
      this.body.focus();
  }

  /** @param {KeyboardEvent} event */
  key(event) {
    if (event.isComposing)
      return;
    if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      void this.send();
    } else if (event.key === 'Escape') {
      event.preventDefault();
      event.stopPropagation();
      void this.close();
    }
  }

  /** Chips were dragged from one field to another. @param {{ texts: string[], to: Recipients }} moved */
  moved({ texts, to }) {
    for (const other of Object.values(this.recipients)) {
      if (other !== to && other.list.some(text => texts.includes(text)))
        other.removeAll(texts);
    }
  }

  /** A pasted link names recipients of another field. @param {{ name: 'cc' | 'bcc', others: import('./recipient-list.js').Found[] }} also */
  also({ name, others }) {
    this.showRow(name, true);
    this.recipients[name].add(others);
  }

  /** @param {Date | null} [at] When; at once without. */
  async send(at = null) {
    if (!this.sending)
      await leave(this, at);
  }

  // ---- leaving

  /** Whether it leaves nothing behind. */
  get isEmpty() {
    return !this.touched
      || (!this.draft.subject && this.body.isEmpty && !this.recipients.to.value.length && !this.draft.attachments.length && this.sync.base === 0);
  }

  /** What is written lives in this window alone: neither the browser nor the server keeps it yet. */
  get isAtRisk() {
    return (!this.sync.kept && this.draft.revision > this.sync.base) || this.attachments.pending > 0;
  }

  /** What another window needs to go on with it. @returns {import('./draft-handover.js').Handed} */
  hand() {
    this.keep();
    return { draft: this.draft, base: this.sync.base, files: this.attachments.files, pictures: [...this.attachments.shown] };
  }

  /** What is written is kept in this browser, also what no key told yet. */
  keep() {
    if (!this.touched)
      return;
    this.settle();
    if (this.draft.revision > this.sync.base)
      keepCopy(this.owner.account, { draft: this.draft, base: this.sync.base });
  }

  /** It goes on elsewhere: here it is neither kept nor thrown away. */
  leave() {
    this.sync.stop();
    this.attachments.stop();
  }

  /** The draft stays. */
  async close() {
    if (this.isEmpty) {
      this.sync.stop();
      this.attachments.stop();
      forgetCopy(this.owner.account, this.draft.id);
    } else {
      void this.sync.send();
    }
    this.owner.closed(this);
  }

  async discard() {
    this.sync.stop();
    this.attachments.stop();
    forgetCopy(this.owner.account, this.draft.id);
    this.owner.discarded(this);
  }
}

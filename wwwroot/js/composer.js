// One window in which somebody writes. It lives in the browser alone: no key waits for the network, and no circuit takes it along.
// @ts-check
import { address, ask, DraftSync } from './draft-sync.js';
import { forgetCopy } from './draft-copies.js';
import { Recipients } from './recipients.js';

/** @typedef {import('./draft-copies.js').Draft} Draft */
/** @typedef {import('./draft-sync.js').SaveState} SaveState */
/** @typedef {{ entry: string, hold: number }} Sent */
/** @typedef {Record<string, string>} Words */

/**
 * @typedef {object} Owner
 * @property {string} account
 * @property {Words} words
 * @property {(composer: Composer) => void} closed
 * @property {(composer: Composer, sent: Sent) => void} sent
 * @property {(composer: Composer) => void} discarded
 */

const clock = () => new Intl.DateTimeFormat(document.documentElement.lang, {
  hour: '2-digit', minute: '2-digit', hourCycle: /(^|; )clock=12/.test(document.cookie) ? 'h12' : 'h23',
});

export class Composer {
  /** @param {HTMLElement} element @param {Draft} draft @param {number} base @param {Owner} owner */
  constructor(element, draft, base, owner) {
    this.element = element;
    this.draft = draft;
    this.owner = owner;
    /** Whether somebody wrote something: an empty window leaves nothing behind. */
    this.touched = base > 0 || draft.revision > 0;
    this.sending = false;
    this.sync = new DraftSync(owner.account, draft, base, (state, at) => this.tell(state, at), theirs => this.differ(theirs));
    const changed = () => this.changed();
    const row = (/** @type {string} */ name) => this.get(`[data-row=${name}]`);
    this.recipients = {
      to: new Recipients(row('to'), [...draft.to], owner.words, changed),
      cc: new Recipients(row('cc'), [...draft.cc], owner.words, changed),
      bcc: new Recipients(row('bcc'), [...draft.bcc], owner.words, changed),
    };
    this.subject = /** @type {HTMLInputElement} */ (this.get('[data-subject]'));
    this.text = /** @type {HTMLTextAreaElement} */ (this.get('[data-text]'));
    this.subject.value = draft.subject;
    this.text.value = draft.text;
    for (const field of [this.subject, this.text])
      field.addEventListener('input', changed);
    element.addEventListener('click', event => this.click(/** @type {Element} */ (event.target)));
    element.addEventListener('keydown', event => this.key(event));
    element.addEventListener('composer:moved', event => this.moved(/** @type {CustomEvent} */ (event).detail));
    this.showRow('cc', draft.cc.length > 0);
    this.showRow('bcc', draft.bcc.length > 0);
    this.name();
    if (base > 0 && draft.revision <= base)
      this.tell('saved', null);
  }

  /** @param {string} selector @returns {HTMLElement} */
  get(selector) {
    return /** @type {HTMLElement} */ (this.element.querySelector(selector));
  }

  focus() {
    if (!this.recipients.to.value.length)
      return this.recipients.to.field.focus();
    this.text.focus();
    this.text.setSelectionRange(0, 0);
    this.text.scrollTop = 0;
  }

  read() {
    this.draft.to = this.recipients.to.value;
    this.draft.cc = this.recipients.cc.value;
    this.draft.bcc = this.recipients.bcc.value;
    this.draft.subject = this.subject.value;
    this.draft.text = this.text.value;
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
    this.get('[data-seen]').textContent = seen ?? '';
    if (heard !== this.get('[data-heard]').textContent)
      this.get('[data-heard]').textContent = heard ?? '';
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
    } else if (button?.matches('[data-mine]')) {
      this.keepMine();
    } else if (button?.matches('[data-theirs]')) {
      this.takeTheirs();
    } else if (this.element.dataset.look === 'minimise') {
      this.look('docked');
    }
  }

  /** @param {string} look */
  look(look) {
    this.element.dataset.look = look;
    if (look !== 'minimise')
      this.text.focus();
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

  /** A chip was dragged from one field to another. @param {{ text: string, to: Recipients }} moved */
  moved({ text, to }) {
    for (const other of Object.values(this.recipients)) {
      if (other !== to && other.list.includes(text))
        other.remove(other.list.indexOf(text));
    }
  }

  // ---- sending

  async send() {
    if (this.sending)
      return;
    const { words } = this.owner;
    const fields = Object.values(this.recipients);
    fields.forEach(field => field.take());
    this.read();
    const broken = fields.flatMap(field => field.broken);
    if (broken[0])
      return this.say((words.broken ?? '').replace('{0}', broken[0]));
    if (!fields.some(field => field.list.length))
      return void (this.say(words.nobody ?? ''), this.recipients.to.field.focus());
    if (!this.subject.value.trim() && this.element.dataset.asked !== 'subject') {
      this.element.dataset.asked = 'subject';
      return void (this.say(words.noSubject ?? ''), this.subject.focus());
    }
    this.busy(true);
    await this.sync.rest();
    try {
      const answer = await ask(address(this.owner.account, `drafts/${this.draft.id}/send`), { method: 'POST', body: JSON.stringify(this.draft) });
      if (answer.ok) {
        this.sync.stop();
        forgetCopy(this.owner.account, this.draft.id);
        this.owner.sent(this, await answer.json());
        return;
      }
      if (answer.status === 409)
        this.differ(await answer.json());
      else
        this.say(answer.status === 401 ? words.signedOut ?? '' : answer.status === 422 ? (await answer.json()).text : words.notSent ?? '');
    } catch {
      this.say(words.notSent ?? '');
    }
    this.busy(false);
    if (this.get('[data-differs]').hidden)
      this.sync.goOn();
  }

  /** @param {boolean} on */
  busy(on) {
    this.sending = on;
    this.element.ariaBusy = String(on);
    /** @type {HTMLButtonElement} */ (this.get('[data-send]')).disabled = on;
  }

  // ---- leaving

  /** The draft stays. */
  async close() {
    if (!this.touched || (!this.draft.subject && !this.draft.text.trim() && !this.recipients.to.value.length && this.sync.base === 0)) {
      this.sync.stop();
      forgetCopy(this.owner.account, this.draft.id);
    } else {
      void this.sync.send();
    }
    this.owner.closed(this);
  }

  async discard() {
    this.sync.stop();
    forgetCopy(this.owner.account, this.draft.id);
    this.owner.discarded(this);
  }

  // ---- the same draft, written elsewhere too

  /** @param {Draft} theirs */
  differ(theirs) {
    this.theirs = theirs;
    this.get('[data-differs]').hidden = false;
  }

  keepMine() {
    this.get('[data-differs]').hidden = true;
    this.sync.stopped = false;
    this.sync.base = this.theirs?.revision ?? this.sync.base;
    this.sync.changed();
  }

  takeTheirs() {
    if (!this.theirs)
      return;
    this.get('[data-differs]').hidden = true;
    Object.assign(this.draft, this.theirs);
    this.subject.value = this.draft.subject;
    this.text.value = this.draft.text;
    for (const name of /** @type {const} */ (['to', 'cc', 'bcc'])) {
      this.recipients[name].list.splice(0, Infinity, ...this.draft[name]);
      this.recipients[name].show();
    }
    this.sync.stopped = false;
    this.sync.base = this.draft.revision;
    forgetCopy(this.owner.account, this.draft.id);
    this.name();
    this.tell('saved', null);
  }
}

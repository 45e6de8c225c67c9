// The files of a message: chosen, dropped or pasted, and gone on with after a reload. They never pass the page's circuit.
// @ts-check
import { amount, draw, name, part } from './attachment-card.js';
import { address, ask } from './draft-sync.js';
import { pictureOf } from './picture-file.js';
import { newId } from './new-id.js';
import { takeFiles } from './dropped-files.js';
import { upload } from './attachment-upload.js';
import { SignaturePictures } from './signatures.js';

/** @typedef {import('./draft-copies.js').Draft} Draft */
/** @typedef {import('./draft-copies.js').DraftFile} DraftFile */
/** @typedef {{ id: string, offset: number, size: number }} Known */
/** What is wrong with one: too large for the server, or its bytes are neither here nor there. @typedef {'' | 'large' | 'lost'} Trouble */

/**
 * @typedef {object} Upload
 * @property {DraftFile} entry
 * @property {File | null} file
 * @property {number} offset
 * @property {boolean} done
 * @property {Trouble} trouble
 * @property {string} reason
 * @property {AbortController} stop
 * @property {HTMLElement} card
 */

const longestPause = 15_000;
/** Bytes in a message: base64 in lines of 76. @param {number} bytes */
const encoded = bytes => 65_536 + Math.ceil(bytes / 57) * 78;

export class Attachments {
  /**
   * @param {HTMLElement} element The window. @param {Draft} draft @param {string} account @param {Record<string, string>} words
   * @param {() => void} changed @param {(words: string) => void} say
   */
  constructor(element, draft, account, words, changed, say) {
    this.element = element;
    this.draft = draft;
    this.account = account;
    this.words = words;
    this.changed = changed;
    this.say = say;
    this.list = /** @type {HTMLElement} */ (element.querySelector('[data-attachments]'));
    this.template = /** @type {HTMLTemplateElement} */ (element.querySelector('[data-attachment]'));
    this.chooser = /** @type {HTMLInputElement} */ (element.querySelector('[data-files]'));
    /** @type {Upload[]} */
    this.all = [];
    /** Who waits until nothing is under way. @type {(() => void)[]} */
    this.waiting = [];
    /** The one whose file is chosen again. @type {Upload | null} */
    this.again = null;
    this.limit = 0;
    /** Pictures by their names in the message, as addresses. @type {Map<string, string>} */
    this.shown = new Map();
    this.signatures = new SignaturePictures(this);
    /** A picture is no part of the message any more. @type {(cid: string) => void} */
    this.pictureRemoved = () => {};
    element.querySelector('[data-attach]')?.addEventListener('click', () => { this.again = null; this.choose(); });
    this.chooser.addEventListener('change', () => {
      const files = [...this.chooser.files ?? []];
      this.chooser.value = '';
      if (this.again && files[0])
        this.resume(this.again, files[0]);
      else
        void this.add(files);
    });
    takeFiles(element, files => void this.add(files));
    this.show();
  }

  /** How many are under way. */
  get pending() {
    return this.all.filter(one => !one.done && !one.trouble).length;
  }

  /** Those that are under way, by their names. @returns {[string, File][]} */
  get files() {
    return this.all.flatMap(one => one.file && !one.done ? [/** @type {[string, File]} */ ([one.entry.id, one.file])] : []);
  }

  /** Goes on with what another window began. @param {[string, File][]} files @param {[string, string][]} pictures */
  goOn(files, pictures) {
    pictures.forEach(([cid, data]) => this.shown.set(cid, data));
    const given = new Map(files);
    for (const one of this.all) {
      one.file = given.get(one.entry.id) ?? null;
      if (one.file)
        void this.send(one);
    }
  }

  choose() {
    this.chooser.multiple = !this.again;
    this.chooser.click();
  }

  /** @param {File[]} files */
  async add(files) {
    // What goes on as it is gets nothing added.
    if (this.draft.origin?.kind === 'Redirect')
      return;
    for (const file of files)
      await this.begin(file, '');
  }

  /** A picture that is shown in the text, from here until its bytes are there. @param {File} file @returns {Promise<{ cid: string, width: number } | null>} */
  async addPicture(file) {
    const [data, width] = await pictureOf(file);
    const one = width ? await this.begin(file, 'inline') : void this.add([file]);
    if (!one)
      return null;
    this.shown.set(one.upload.entry.cid, data);
    return { cid: one.upload.entry.cid, width };
  }

  /** Where a picture of the message is shown from; empty for one it does not have. @param {string} cid */
  shownAt(cid) {
    const entry = [...this.draft.attachments, ...this.signatures.aside].find(one => one.inline && one.cid === cid);
    if (!entry)
      return '';
    const kept = this.signatures.shownAt(entry);
    if (kept)
      return kept;
    const url = new URL(`api/compose/${this.account}/drafts/${this.draft.id}/attachments/${entry.id}/picture`, document.baseURI);
    for (const [name, value] of Object.entries(entry.source ?? {}))
      url.searchParams.set(name, String(value));
    return this.shown.get(cid) ?? url.href;
  }

  /** @param {File} file @param {'' | 'inline'} how @returns {Promise<{ upload: Upload, going: Promise<void> } | null>} */
  async begin(file, how) {
    const limit = await this.largest();
    const before = this.all.reduce((sum, one) => sum + one.entry.size, 0);
    if (limit && encoded(before + file.size) > limit) {
      this.say((this.words.tooLarge ?? '').replace('{0}', file.name).replace('{1}', amount((limit - 65_536) / 78 * 57).text));
      return null;
    }
    const id = newId();
    const cid = how ? `${id}@inline` : '';
    const upload = this.put({ id, name: file.name, mediaType: file.type, size: file.size, cid, inline: !!how, uploaded: false, source: null }, file);
    this.draft.attachments.push(upload.entry);
    this.changed();
    return { upload, going: this.send(upload) };
  }

  /** @returns {Promise<number>} */
  async largest() {
    if (!this.limit) {
      try {
        const answer = await ask(address(this.account, 'limits'));
        if (answer.ok)
          this.limit = (await answer.json()).message;
      } catch {
        // Asked again with the next file; the server looks in any case.
      }
    }
    return this.limit;
  }

  // ---- what is there already

  /** Shows what the draft has, and finds out what of it is on the server. */
  show() {
    this.draft.attachments ??= [];
    for (const one of this.all)
      one.stop.abort();
    this.all = [];
    this.list.replaceChildren();
    for (const entry of this.draft.attachments) {
      const one = this.put(entry, null);
      one.done = entry.source !== null;
      this.draw(one);
    }
    if (this.all.some(one => !one.done))
      void this.look();
    this.count();
  }

  async look() {
    for (let pause = 1_000; ; pause = Math.min(pause * 2, longestPause)) {
      try {
        const answer = await ask(address(this.account, `drafts/${this.draft.id}/attachments`));
        if (answer.ok) {
          const known = new Map((/** @type {Known[]} */ (await answer.json())).map(one => [one.id, one]));
          for (const one of this.all.filter(other => !other.done && !other.file)) {
            const found = known.get(one.entry.id);
            one.offset = found?.offset ?? 0;
            one.done = !!found && found.offset === found.size;
            one.trouble = one.done ? '' : 'lost';
            this.draw(one);
          }
          return this.count();
        }
      } catch {
        // No network: it is asked again.
      }
      await new Promise(resolve => { setTimeout(resolve, pause); });
    }
  }

  /** The file of an upload that a reload ended is there again. @param {Upload} one @param {File} file */
  resume(one, file) {
    this.again = null;
    if (file.size !== one.entry.size || file.name !== one.entry.name) {
      this.remove(one);
      return void this.add([file]);
    }
    one.file = file;
    one.trouble = '';
    void this.send(one);
  }

  // ---- sending

  /** @param {Upload} one */
  async send(one) {
    this.draw(one);
    await upload(one, address(this.account, `drafts/${this.draft.id}/attachments/${one.entry.id}`), () => this.finish(one));
    this.draw(one);
    this.count();
  }

  /** @param {Upload} one */
  finish(one) {
    one.done = one.offset >= one.entry.size;
    this.draw(one);
    // The copy in the Drafts mailbox gets it now.
    if (one.done) {
      one.entry.uploaded = true;
      this.changed();
    }
  }

  /** Waits until nothing is under way. @param {() => void} told Called when there is something to wait for, and with each that is done. @returns {Promise<boolean>} Whether the message is complete. */
  async ready(told) {
    while (this.pending) {
      told();
      await new Promise(resolve => { this.waiting.push(() => resolve(undefined)); });
    }
    const bad = this.all.find(one => one.trouble);
    if (bad)
      this.say((this.words.notAttached ?? '').replace('{0}', bad.entry.name));
    return !bad;
  }

  count() {
    const { waiting } = this;
    this.waiting = [];
    waiting.forEach(go => go());
  }

  /** @param {Upload} one */
  remove(one) {
    one.stop.abort();
    this.all.splice(this.all.indexOf(one), 1);
    this.draft.attachments.splice(this.draft.attachments.indexOf(one.entry), 1);
    one.card.remove();
    if (one.entry.inline)
      this.pictureRemoved(one.entry.cid);
    this.list.hidden = !this.list.childElementCount;
    this.changed();
    this.count();
    void ask(address(this.account, `drafts/${this.draft.id}/attachments/${one.entry.id}`), { method: 'DELETE' })
      .catch(() => { /* It goes with the draft. */ });
  }

  /** Nothing more is sent. */
  stop() {
    this.all.forEach(one => one.stop.abort());
  }

  // ---- cards

  /** @param {DraftFile} entry @param {File | null} file @returns {Upload} */
  put(entry, file) {
    const card = /** @type {HTMLElement} */ (/** @type {DocumentFragment} */ (this.template.content.cloneNode(true)).firstElementChild);
    const one = { entry, file, offset: 0, done: false, trouble: /** @type {Trouble} */ (''), reason: '', stop: new AbortController(), card };
    name(card, entry);
    part(card, 'remove').addEventListener('click', () => this.remove(one));
    part(card, 'choose').addEventListener('click', () => { this.again = one; this.choose(); });
    this.all.push(one);
    if (!entry.inline)
      this.list.append(card);
    this.list.hidden = !this.list.childElementCount;
    return one;
  }

  /** @param {Upload} one */
  draw(one) {
    const { card, entry } = one;
    // A picture that is not there is asked for like any file.
    if (entry.inline && one.trouble && !card.isConnected)
      this.list.append(card);
    else if (entry.inline && one.done)
      card.remove();
    this.list.hidden = !this.list.childElementCount;
    draw(one, this.words);
  }
}

// Texts that are written again and again: put into a message with its variables filled in, kept and removed where one writes.
// @ts-check
import { Menu } from './composer-menu.js';
import { address, ask } from './draft-sync.js';
import { icon } from './avatar.js';
import { labelOf } from './recipient-chip.js';
import { newId } from './new-id.js';
import { one } from './recipient-list.js';

/** @typedef {import('./composer.js').Composer} Composer */
/** @typedef {{ id: string, name: string, subject: string, text: string }} Template */

/** @param {string} text @param {Record<string, string>} values What is not among them stays as it is. */
export const fill = (text, values) => text.replace(/\{\{\s*(\w+)\s*\}\}/g, (whole, name) => values[String(name).toLowerCase()] ?? whole);

export class Templates {
  /** @param {Composer} composer */
  constructor(composer) {
    this.composer = composer;
    const get = (/** @type {string} */ selector) => /** @type {HTMLElement} */ (composer.element.querySelector(selector));
    this.list = get('[data-templates-menu] [data-list]');
    this.none = get('[data-templates-menu] [data-none]');
    this.form = /** @type {HTMLFormElement} */ (get('[data-keep-template]'));
    this.name = /** @type {HTMLInputElement} */ (this.form.querySelector('input'));
    this.menu = new Menu(composer.element, /** @type {HTMLButtonElement} */ (get('[data-templates]')), get('[data-templates-menu]'), () => void this.load());
    this.form.addEventListener('submit', event => {
      event.preventDefault();
      void this.keep();
    });
  }

  async load() {
    this.name.value = this.composer.subject.value.slice(0, this.name.maxLength);
    try {
      const answer = await ask(address(this.composer.owner.account, 'templates'));
      if (answer.ok)
        return this.show(await answer.json());
    } catch {
      // Said below: there is no network.
    }
    this.composer.say(this.composer.owner.words.away ?? '');
  }

  /** @param {Template[]} all */
  show(all) {
    this.none.hidden = all.length > 0;
    this.list.replaceChildren(...all.map(template => this.row(template)));
  }

  /** @param {Template} template */
  row(template) {
    const row = document.createElement('li');
    const choose = document.createElement('button');
    choose.type = 'button';
    choose.className = 'mi';
    choose.textContent = template.name;
    choose.addEventListener('click', () => this.insert(template));
    const remove = document.createElement('button');
    remove.type = 'button';
    remove.className = 'ib sm';
    remove.ariaLabel = remove.title = (this.composer.owner.words.removeTemplate ?? '').replace('{0}', template.name);
    remove.append(icon('close', 'm'));
    remove.addEventListener('click', () => void this.change(`templates/${template.id}`, { method: 'DELETE' }));
    row.append(choose, remove);
    return row;
  }

  /** @param {Template} template */
  insert(template) {
    const { composer } = this;
    const [first] = composer.recipients.to.value;
    const found = first ? one(first) : null;
    const values = {
      ...found ? { name: labelOf(found), email: found.address } : {},
      me: composer.draft.fromName || composer.draft.from,
      date: new Intl.DateTimeFormat(document.documentElement.lang, { dateStyle: 'long' }).format(new Date()),
    };
    this.menu.close();
    if (!composer.subject.value.trim())
      composer.subject.value = fill(template.subject, values);
    composer.body.insert(fill(template.text, values));
    composer.changed();
  }

  async keep() {
    const { draft } = this.composer;
    this.composer.read();
    const id = newId();
    if (await this.change(`templates/${id}`, { method: 'PUT', body: JSON.stringify({ id, name: this.name.value, subject: draft.subject, text: draft.text }) })) {
      this.name.value = '';
      this.composer.hear(this.composer.owner.words.templateKept ?? '');
    }
  }

  /** @param {string} path @param {RequestInit} how @returns {Promise<boolean>} */
  async change(path, how) {
    const { owner } = this.composer;
    try {
      const answer = await ask(address(owner.account, path), how);
      if (answer.ok) {
        await this.load();
        return true;
      }
      this.composer.say(answer.status === 422 ? (await answer.json()).text : owner.words.away ?? '');
    } catch {
      this.composer.say(owner.words.away ?? '');
    }
    return false;
  }
}

// Suggestions under a field of recipients: a combobox with a list (WAI-ARIA 1.2) while there are any. The keys of the field come here first.
// @ts-check
import { avatar, icon } from './avatar.js';
import { readable, isAddress } from './email-address.js';
import { find, findMore, hide, load } from './people.js';
import { marked, termsOf } from './people-match.js';

/** @typedef {import('./people.js').Person} Person */

const soon = 120;
let count = 0;

export class Suggestions {
  /**
   * @param {HTMLInputElement} field @param {HTMLElement} row @param {Record<string, string>} words
   * @param {(person: Person) => void} choose @param {(email: string) => boolean} isThere
   */
  constructor(field, row, words, choose, isThere) {
    this.field = field;
    this.words = words;
    this.choose = choose;
    this.isWanted = (/** @type {Person} */ person) => !isThere(person.email);
    /** @type {Person[]} */
    this.people = [];
    this.active = -1;
    this.asking = new AbortController();
    this.timer = 0;
    this.list = document.createElement('div');
    this.list.className = 'sg';
    this.list.id = `suggestions-${++count}`;
    this.list.role = 'listbox';
    this.list.ariaLabel = words.suggestions ?? '';
    this.list.hidden = true;
    row.append(this.list);
    field.setAttribute('aria-autocomplete', 'list');
    field.addEventListener('keydown', event => this.key(event), { capture: true });
    field.addEventListener('focus', () => void load());
    field.addEventListener('blur', () => this.close());
    // The field keeps the focus, and a phone its keyboard.
    this.list.addEventListener('mousedown', event => event.preventDefault());
    this.list.addEventListener('click', event => this.click(/** @type {Element} */ (event.target)));
  }

  get isOpen() {
    return !this.list.hidden;
  }

  /** Something was typed. */
  look() {
    this.asking.abort();
    clearTimeout(this.timer);
    const query = this.field.value.trim();
    if (!query || document.activeElement !== this.field)
      return this.close();
    const found = find(query, this.isWanted);
    this.show(found, query);
    const { signal } = this.asking = new AbortController();
    this.timer = setTimeout(async () => {
      const all = await findMore(query, found, this.isWanted, signal);
      if (!signal.aborted && all.length > found.length)
        this.show(all, query);
    }, soon);
  }

  close() {
    this.asking.abort();
    clearTimeout(this.timer);
    this.show([], '');
  }

  /** @param {Person[]} people @param {string} query */
  show(people, query) {
    const before = this.people[this.active]?.email;
    this.people = people;
    this.list.hidden = people.length === 0;
    const terms = termsOf(query);
    this.list.replaceChildren(...people.map((person, i) => this.option(person, i, terms)));
    // A plain text field as long as there is nothing to choose from.
    if (people.length) {
      this.field.role = 'combobox';
      this.field.ariaExpanded = 'true';
      this.field.setAttribute('aria-controls', this.list.id);
    } else {
      for (const name of ['role', 'aria-expanded', 'aria-controls', 'aria-activedescendant'])
        this.field.removeAttribute(name);
    }
    // Whoever has typed a whole address means that one.
    this.go(Math.max(people.findIndex(person => person.email === before), isAddress(query) && query.includes('.') ? -1 : 0));
  }

  /** @param {Person} person @param {number} i @param {string[]} terms */
  option(person, i, terms) {
    const option = document.createElement('div');
    option.role = 'option';
    option.id = `${this.list.id}-${i}`;
    option.ariaSelected = 'false';
    const name = document.createElement('span');
    name.className = 'clip sg-name';
    const email = document.createElement('span');
    email.className = 'clip sg-mail';
    const shown = readable(person.email);
    name.append(...marked(person.name || shown, terms));
    email.append(...person.name ? marked(shown, terms) : []);
    const text = document.createElement('span');
    text.className = 'sg-text';
    text.append(name, ...person.name ? [' ', email] : []);
    const away = document.createElement('span');
    away.className = 'sg-hide';
    away.dataset.hide = '';
    away.title = `${(this.words.hide ?? '').replace('{0}', person.name || shown)} (Shift Delete)`;
    away.append(icon('close', 's'));
    option.append(avatar(person.name, person.email, 's', person.machine), text, away);
    return option;
  }

  /** @param {number} at */
  go(at) {
    this.active = this.people.length ? Math.min(at, this.people.length - 1) : -1;
    [...this.list.children].forEach((option, i) => { option.ariaSelected = String(i === this.active); });
    const option = this.list.children[this.active];
    if (option) {
      this.field.setAttribute('aria-activedescendant', option.id);
      option.scrollIntoView({ block: 'nearest' });
    } else {
      this.field.removeAttribute('aria-activedescendant');
    }
  }

  /** @param {KeyboardEvent} event */
  key(event) {
    if (!this.isOpen || event.isComposing || event.ctrlKey || event.metaKey || event.altKey)
      return;
    const person = this.people[this.active];
    if (event.key === 'ArrowDown')
      this.go((this.active + 1) % this.people.length);
    else if (event.key === 'ArrowUp')
      this.go(this.active <= 0 ? this.people.length - 1 : this.active - 1);
    else if ((event.key === 'Enter' || (event.key === 'Tab' && !event.shiftKey)) && person)
      this.take(person);
    else if (event.key === 'Delete' && event.shiftKey && person)
      void this.hide(person);
    else if (event.key === 'Escape')
      this.close();
    else
      return;
    event.preventDefault();
    event.stopPropagation();
    event.stopImmediatePropagation();
  }

  /** @param {Element} target */
  click(target) {
    const option = target.closest('[role=option]');
    const person = this.people[option ? [...this.list.children].indexOf(option) : -1];
    if (person && target.closest('[data-hide]'))
      void this.hide(person);
    else if (person)
      this.take(person);
  }

  /** @param {Person} person */
  take(person) {
    this.close();
    this.choose(person);
  }

  /** @param {Person} person */
  async hide(person) {
    const query = this.field.value.trim();
    this.show(this.people.filter(other => other !== person), query);
    try {
      await hide(person);
    } catch {
      // No network: they are suggested again after the page was loaded anew.
    }
  }
}

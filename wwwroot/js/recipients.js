// A field of recipients: what is typed or pasted becomes chips, which can be edited, removed and dragged to another field.
// @ts-check

/** Whatever mail programs put between addresses. */
const separators = /[,;\n\r\t、，；]/;

/** Takes a list apart, but not inside quotes, brackets or comments. @param {string} text @returns {string[]} */
export function split(text) {
  /** @type {string[]} */
  const found = [];
  let [part, quoted, depth] = ['', false, 0];
  for (let i = 0; i < text.length; i++) {
    const letter = text.charAt(i);
    if (letter === '"')
      quoted = !quoted;
    else if (!quoted && (letter === '<' || letter === '('))
      depth++;
    else if (!quoted && depth > 0 && (letter === '>' || letter === ')'))
      depth--;
    // "Ito, Haruka <haruka@…>": a comma before any address belongs to the name.
    if (!quoted && depth === 0 && separators.test(letter) && !(letter === ',' && isName(part) && /^[^,;<@]*<[^>]*@/.test(text.slice(i + 1)))) {
      found.push(part);
      part = '';
    } else {
      part += letter;
    }
  }
  return [...found, part].map(one => one.replace(/^mailto:/i, '').replace(/\s+/g, ' ').trim()).filter(Boolean);
}

/** A word that may be a family name. @param {string} part */
const isName = part => /^\s*[^\s@<>"]+\s*$/.test(part);

/** The address alone. @param {string} text */
export function addressOf(text) {
  const bracketed = /<\s*([^<>]*?)\s*>\s*$/.exec(text);
  return (bracketed?.[1] ?? text).trim().replace('＠', '@');
}

/** @param {string} text */
export function nameOf(text) {
  const bracketed = /^(.*?)<[^<>]*>\s*$/.exec(text);
  return (bracketed?.[1] ?? '').trim().replace(/^"(.*)"$/, '$1').replace(/\\(.)/g, '$1') || addressOf(text);
}

/** The server judges too, with a real parser; this one says at once what cannot be. @param {string} text */
export const isAddress = text => /^[^\s@<>(),;:"[\]\\]+@[^\s@<>(),;:"[\]\\.]+(\.[^\s@<>(),;:"[\]\\.]+)*$/u.test(addressOf(text));

export class Recipients {
  /** @param {HTMLElement} row @param {string[]} list @param {Record<string, string>} words @param {() => void} changed */
  constructor(row, list, words, changed) {
    this.row = row;
    this.list = list;
    this.words = words;
    this.changed = changed;
    this.place = /** @type {HTMLElement} */ (row.querySelector('[data-chips]'));
    this.field = /** @type {HTMLInputElement} */ (row.querySelector('input'));
    this.field.addEventListener('input', () => this.typed());
    this.field.addEventListener('keydown', event => this.key(event));
    this.field.addEventListener('paste', event => this.paste(event));
    this.field.addEventListener('blur', () => this.take());
    row.addEventListener('click', event => this.click(/** @type {Element} */ (event.target)));
    row.addEventListener('dragover', event => { if (event.dataTransfer?.types.includes('text/x-recipient')) event.preventDefault(); });
    row.addEventListener('drop', event => this.drop(event));
    this.show();
  }

  /** Everything that stands there, also what is no chip yet. */
  get value() {
    return [...this.list, ...split(this.field.value)];
  }

  /** Broken addresses there are. */
  get broken() {
    return this.list.filter(text => !isAddress(text));
  }

  typed() {
    if (separators.test(this.field.value.slice(-1)) && !/^[^"]*"[^"]*$/.test(this.field.value))
      this.take();
    else
      this.changed();
  }

  /** What stands in the field becomes chips. */
  take() {
    const parts = split(this.field.value);
    if (!this.field.value)
      return;
    this.field.value = '';
    this.add(parts);
  }

  /** @param {string[]} parts */
  add(parts) {
    for (const part of parts) {
      if (!this.list.some(other => addressOf(other).toLowerCase() === addressOf(part).toLowerCase()))
        this.list.push(part);
    }
    this.show();
    this.changed();
  }

  /** @param {number} at */
  remove(at) {
    this.list.splice(at, 1);
    this.show();
    this.changed();
  }

  /** @param {KeyboardEvent} event */
  key(event) {
    if (event.isComposing)
      return;
    if ((event.key === 'Enter' || event.key === 'Tab') && this.field.value.trim()) {
      if (event.key === 'Enter')
        event.preventDefault();
      this.take();
    } else if (event.key === 'Backspace' && !this.field.value && this.list.length) {
      event.preventDefault();
      const last = this.place.querySelector('.rc:last-of-type');
      // The first press shows what the second takes away.
      if (last?.getAttribute('aria-selected') === 'true')
        this.remove(this.list.length - 1);
      else
        last?.setAttribute('aria-selected', 'true');
    } else {
      this.place.querySelector('[aria-selected]')?.removeAttribute('aria-selected');
    }
  }

  /** @param {ClipboardEvent} event */
  paste(event) {
    const text = event.clipboardData?.getData('text/plain') ?? '';
    if (!separators.test(text.trim()) && !isAddress(text))
      return;
    event.preventDefault();
    this.add(split(this.field.value + text));
    this.field.value = '';
  }

  /** @param {Element} target */
  click(target) {
    const chip = target.closest('.rc');
    const at = chip ? [...this.place.children].indexOf(chip) : -1;
    if (target.closest('[data-remove]')) {
      this.remove(at);
      this.field.focus();
    } else if (at >= 0) {
      // Editing: it is text again.
      const text = this.list[at] ?? '';
      this.take();
      this.remove(this.list.indexOf(text));
      this.field.value = text;
      this.field.focus();
    } else if (!target.closest('button')) {
      this.field.focus();
    }
  }

  /** @param {DragEvent} event */
  drop(event) {
    const text = event.dataTransfer?.getData('text/x-recipient');
    if (!text || this.list.includes(text))
      return;
    event.preventDefault();
    this.add([text]);
    this.row.dispatchEvent(new CustomEvent('composer:moved', { bubbles: true, detail: { text, to: this } }));
  }

  show() {
    this.place.replaceChildren(...this.list.map(text => {
      const chip = document.createElement('span');
      chip.className = isAddress(text) ? 'rc' : 'rc bad';
      chip.title = text;
      chip.draggable = true;
      chip.addEventListener('dragstart', event => event.dataTransfer?.setData('text/x-recipient', text));
      const name = document.createElement('span');
      name.className = 'clip';
      name.textContent = nameOf(text);
      const remove = document.createElement('button');
      remove.type = 'button';
      remove.dataset.remove = '';
      remove.textContent = '×';
      remove.ariaLabel = (this.words.remove ?? '').replace('{0}', nameOf(text));
      chip.append(name, remove);
      return chip;
    }));
    this.field.setAttribute('aria-invalid', String(this.broken.length > 0));
  }
}

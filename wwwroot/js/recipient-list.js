// Reads lists of recipients, however they were written: by people, mail programs, spreadsheets, address books or somebody hostile.
// What is no address stays as it is, marked; nothing is dropped, and nothing that is pasted can begin a second header line.
// @ts-check
import { isAddress, keyOf, narrow, write } from './email-address.js';
import { addressesIn, decodeWords, mailto, vCards } from './recipient-forms.js';

/**
 * A recipient, or a piece that is none.
 * @typedef {object} Found
 * @property {string} text How it is written down.
 * @property {string} name
 * @property {string} address
 * @property {boolean} valid
 * @property {'cc' | 'bcc'} [field] Where a mailto: link wants it.
 */

/** No piece is longer; the server keeps 2,000. */
const longest = 1_000;
const separator = /[,;\n\t、，；]/;
/** What is one piece, whatever separators are in it: quotes, encoded words, comments, brackets, links. */
const whole = /=\?[^?\s]{1,80}\?[bq]\?[^?\n]{0,2000}\?=|"(?:[^"\\\n]|\\[^\n]){0,500}"(?=[\s<@,;.()[\]、，；]|$)|“[^“”\n]{0,500}”|\((?:[^()\\\n]|\\[^\n]|\((?:[^()\\\n]|\\[^\n]){0,200}\)){0,500}\)|<[^<>\n]{0,1000}>|\[[^[\]\n]{0,500}\]/iy;
const singleQuoted = /'[^\n<>;]{0,500}?'(?=\s*(?:[<,;、，；]|$))/y;
const link = /mailto:[^\s<>"\])]*/iy;
const firstName = /[ \t]*(?![^<[]*[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}])[^,;<>@[\]"\n]{1,80}[<[][^<>[\]\n]*@/uy;
const folded = /\n[ \t]*(?=<)/y;
const groupMembers = /[^;:\n]{0,500}[@＠]/y;

/** Takes invisible and control characters away. Line breaks and tabs stay, other blanks become blanks. @param {string} text */
function visible(text) {
  return text.replace(/\r\n?|[\v\f\u0085\u2028\u2029]/g, '\n')
    // eslint-disable-next-line no-control-regex
    .replace(/[\0-\x08\x0e-\x1f\x7f-\x9f\u00ad\u034f\u061c\u115f\u1160\u180b-\u180f\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\u3164\ufeff\uffa0\ufff9-\ufffb\ufffe\uffff]/g, '')
    .replace(/(?<![\u0300-\u1fff\u2010-\uffff])[\u200c\u200d]|[\u200c\u200d](?![\u0300-\u1fff\u2010-\uffff])/g, '')
    .replace(/[\u00a0\u2000-\u200a\u202f\u205f\u3000]/g, ' ')
    .toWellFormed()
    .replace(/＜([^＜＞\n]*[@＠][^＜＞\n]*)＞/g, '<$1>');
}

/** A row of a spreadsheet that names one person is one recipient. @param {string} line */
function row(line) {
  const cells = line.split('\t').map(cell => cell.trim()).filter(Boolean);
  const at = cells.findIndex(cell => cell.includes('@'));
  const others = cells.filter((_, i) => i !== at);
  return cells.length > 1 && cells.length < 4 && at >= 0 && (at === 0 ? cells.length === 2 : at === cells.length - 1)
    && isAddress(narrow(cells[at] ?? '')) && others.every(cell => !/[@,;<>"]/.test(cell)) ? `"${others.join(' ')}" <${cells[at]}>` : line;
}

/** A family name before a comma. @param {string} part */
const isName = part => /^\s*[\p{L}\p{M}.'’-]+( [\p{L}\p{M}.'’-]+){0,3}\s*$/u.test(part);

/** Takes a list apart. @param {string} text @returns {string[]} */
function split(text) {
  /** @type {string[]} */
  const parts = [];
  let part = '';
  const end = () => {
    parts.push(part);
    part = '';
  };
  /** @param {RegExp} form @param {number} at */
  const match = (form, at) => {
    form.lastIndex = at;
    return form.exec(text)?.[0] ?? '';
  };
  for (let i = 0; i < text.length;) {
    const letter = text.charAt(i);
    const begins = !part.trim();
    const token = (begins && match(singleQuoted, i)) || ((begins || part.endsWith('<')) && match(link, i))
      || (!/[\w"]$/.test(part) || letter !== '"' ? match(whole, i) : '');
    if (token) {
      part += token;
      i += token.length;
      continue;
    }
    i++;
    if (letter === ',' && isName(part) && match(firstName, i)) {
      part += letter; // "Ito, Haruka <haruka@…>": a comma before any address belongs to the name.
    } else if (letter === '\n' && part.trim() && !part.includes('@') && match(folded, i - 1)) {
      part += ' ';
    } else if (separator.test(letter)) {
      end();
    } else if ((letter === ':' || letter === '：') && part.trim() && !/[@<"]/.test(part) && match(groupMembers, i) && text.slice(i, i + 2) !== '//') {
      part = ''; // The name of a group (RFC 5322 section 3.4), or "To:".
    } else {
      part += letter;
    }
  }
  end();
  return parts.filter(one => one.trim());
}

/** @param {string} name */
function plainName(name) {
  const decoded = visible(decodeWords(name.replace(/\s+/g, ' ').trim())).replace(/\s+/g, ' ').trim();
  const bare = decoded.replace(/^"((?:[^"\\]|\\.)*)"$/, (_, inner) => inner.replace(/\\(.)/g, '$1')).replace(/^“(.*)”$/, '$1').replace(/^'(.*)'$/, '$1');
  // A quote that was never closed, or signs alone, are no part of a name.
  const even = (bare.match(/"/g)?.length ?? 0) % 2 ? bare.replace(/"/g, '').trim() : bare.trim();
  return /[\p{L}\p{N}\p{S}]/u.test(even.replace(/[\\<>^`|~=+$]/g, '')) ? even : '';
}

/** @param {string} name @param {string} address @returns {Found} */
function person(name, address) {
  const plain = plainName(name);
  const shown = plain.toLowerCase() === address.toLowerCase() ? '' : plain;
  return { text: write(shown, address), name: shown, address, valid: true };
}

/** What is no address, in pieces that can be kept. @param {string} text @returns {Found[]} */
function broken(text) {
  const plain = text.replace(/\s+/g, ' ').trim();
  return Array.from({ length: Math.ceil(plain.length / longest) }, (_, i) => plain.slice(i * longest, (i + 1) * longest).trim())
    .filter(Boolean).map(piece => ({ text: piece, name: '', address: piece, valid: false }));
}

/** @param {string} part @returns {Found[]} */
function found(part) {
  const bare = part.trim().replace(/^(?:>\s*)+(?=\S)/, '').replace(/^(?:[-*•‣·–]|\d{1,3}[.)])\s+/, '');
  const linked = mailto(bare);
  if (linked)
    return linked.flatMap(({ text, field }) => {
      const address = narrow(visible(text).trim());
      const one = isAddress(address) ? [person('', address)] : broken(visible(text));
      return field ? one.map(each => ({ ...each, field })) : one;
    });
  const inner = /^<([^<>]*[,;][^<>]*)>$/.exec(bare)?.[1];
  const all = inner ? read(inner) : [];
  if (all.length && all.every(one => one.valid))
    return all;
  const people = addressesIn(bare);
  return people ? people.map(({ name, address }) => person(name, address)) : broken(part);
}

/** The recipients in a text, each once, in their order. @param {string} text @returns {Found[]} */
export function read(text) {
  const plain = visible(text);
  return (vCards(plain) ?? split(plain.split('\n').map(row).join('\n'))).flatMap(found);
}

/** Each mailbox once: the first, with the name that any of them has. @param {Found[]} all @returns {Found[]} */
export function distinct(all) {
  /** @type {Map<string, Found>} */
  const each = new Map();
  for (const one_ of all) {
    const key = one_.valid ? keyOf(one_.address) : one_.text;
    const before = each.get(key);
    if (!before || (!before.name && one_.name))
      each.set(key, one_);
  }
  return [...each.values()];
}

/** @type {Map<string, Found>} */
const known = new Map();

/** One recipient as it is kept in a draft. @param {string} text @returns {Found} */
export function one(text) {
  let read_ = known.get(text);
  if (!read_) {
    const all = read(text);
    read_ = all.length === 1 && all[0] && !all[0].field ? all[0] : { text, name: '', address: text, valid: false };
    if (known.size > 5_000)
      known.clear();
    known.set(text, read_);
  }
  return read_;
}

// The forms in which programs write one recipient or several without a separator: brackets, comments, links, cards, encoded words.
// @ts-check
import { isAddress, narrow } from './email-address.js';

/** Decodes the encoded words of a header (RFC 2047). @param {string} text */
export function decodeWords(text) {
  return text.replace(/(\?=)\s+(?==\?)/g, '$1').replace(/=\?([^?\s*]+)(?:\*[^?\s]*)?\?([bq])\?([^?]*)\?=/gi, (all, charset, kind, word) => {
    try {
      const binary = kind.toLowerCase() === 'b' ? atob(word) : word.replace(/_/g, ' ').replace(/=([\da-f]{2})/gi, octet);
      return decoderOf(charset).decode(Uint8Array.from(binary, (/** @type {string} */ letter) => letter.charCodeAt(0)));
    } catch {
      return all; // Damaged: it stays as it was sent.
    }
  });
}

const octet = (/** @type {string} */ _, /** @type {string} */ hex) => String.fromCharCode(parseInt(hex, 16));

/** @param {string} charset */
function decoderOf(charset) {
  try {
    return new TextDecoder(charset);
  } catch {
    return new TextDecoder('windows-1252'); // A charset nobody knows: its ASCII letters can be read.
  }
}

/** @param {string} text */
export function percentDecoded(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** The recipients of a link (RFC 6068); null when it is none. @param {string} text @returns {{ text: string, field?: 'cc' | 'bcc' }[] | null} */
export function mailto(text) {
  const parts = /^<?mailto:([^?>\s]*)(?:\?([^>\s]*))?>?$/i.exec(text);
  if (!parts)
    return null;
  /** @type {{ text: string, field?: 'cc' | 'bcc' }[]} */
  const found = [];
  /** @param {string} list @param {'cc' | 'bcc'} [field] */
  const add = (list, field) => found.push(...list.split(/[,;]/).map(one => percentDecoded(one.replace(/^mailto:/i, '')))
    .filter(one => one.trim()).map(one => field ? { text: one, field } : { text: one }));
  add(parts[1] ?? '');
  for (const pair of (parts[2] ?? '').replace(/&amp;/gi, '&').split('&')) {
    const [name = '', value = ''] = [pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1)];
    const field = name.toLowerCase();
    if (field === 'to')
      add(value.replace(/%2c/gi, ','));
    else if (field === 'cc' || field === 'bcc')
      add(value.replace(/%2c/gi, ','), field);
  }
  return found.length ? found : null;
}

/** The people of address book cards (RFC 6350), as "Name <address>"; null when there is no card. @param {string} text @returns {string[] | null} */
export function vCards(text) {
  if (!/^\s*BEGIN:VCARD\s*$/im.test(text))
    return null;
  const lines = text.replace(/\n[ \t]/g, '').split('\n');
  /** @type {string[]} */
  const found = [];
  let name = '';
  for (const line of lines) {
    const [, field = '', value = ''] = /^(?:[\w-]+\.)?(FN|EMAIL)(?:;[^:]*)?:(.*)$/i.exec(line.trim()) ?? [];
    if (/^BEGIN:/i.test(line))
      name = '';
    else if (field.toUpperCase() === 'FN')
      name = value.replace(/\\n/gi, ' ').replace(/\\(.)/g, '$1').trim();
    else if (field && value.trim())
      found.push(name ? `"${name.replace(/[\\"]/g, '\\$&')}" <${value.trim()}>` : value.trim());
  }
  return found;
}

const comment = /\((?:[^()\\]|\\.|\((?:[^()\\]|\\.){0,200}\)){0,500}\)/g;
const quoted = /"(?:[^"\\]|\\.){0,500}"(?!@)|“[^“”]{0,500}”/y;
const bracketed = /<([^<>]*)>/y;

/** The text of brackets, links or quotes, as an address; empty when it is none. @param {string} text */
function addressOf(text) {
  let bare = narrow(text.trim()).replace(/^(['"])(.*)\1$/, '$2').replace(/^<+|>+$/g, '').replace(/^mailto:/i, '').trim();
  if (!isAddress(bare))
    bare = bare.replace(comment, '').replace(/\s*([@.])\s*/g, '$1').replace(/[.!?:]+$/, '').trim();
  const unquoted = bare.replace(/^"([^"\\\s@()<>,;:[\]]+)"@/, '$1@');
  return isAddress(unquoted) && !/^\.|\.@|\.\./.test(unquoted) ? unquoted : isAddress(bare) ? bare : '';
}

/**
 * The people in a piece of a list: "Name <address>" once or more, "address (Name)", "Name address". Null when anything in it is no
 * address though it should be.
 * @param {string} piece @returns {{ name: string, address: string }[] | null}
 */
export function addressesIn(piece) {
  const text = piece.replace(/\s*\[\s*(?:mailto:)?([^[\]\s@]+@[^[\]\s]+)\s*\]/gi, ' <$1>').replace(/<<+/g, '<').replace(/>>+/g, '>');
  /** @type {{ name: string, address: string }[]} */
  const people = [];
  let [name, any] = ['', false];
  for (let i = 0; i < text.length;) {
    quoted.lastIndex = bracketed.lastIndex = i;
    const words = quoted.exec(text)?.[0];
    const inner = words === undefined ? bracketed.exec(text) : null;
    if (inner) {
      any = true;
      const address = addressOf(inner[1] ?? '');
      const before = addressesWithout(name);
      if (!address || before === null)
        return null;
      people.push(...before.people, { name: before.rest, address });
      name = '';
    }
    const token = words ?? inner?.[0] ?? text.charAt(i);
    if (!inner)
      name += token;
    i += token.length;
  }
  if (!any)
    return loose(name);
  const after = addressesWithout(name);
  const last = people.at(-1);
  if (after === null || !last || (after.rest && (last.name || after.people.length)))
    return null;
  return [...people.slice(0, -1), { name: last.name || after.rest, address: last.address }, ...after.people];
}

/** Addresses that stand in front of a name, as in "a@b Name <c@d>". @param {string} text @returns {{ people: { name: string, address: string }[], rest: string } | null} */
function addressesWithout(text) {
  const rest = text.trim();
  // In quotes it is a name, whatever it says; and whoever is called by their own address has no other name.
  if (!/[@＠]/.test(rest.replace(/"(?:[^"\\]|\\.)*"|“[^“”]*”|'[^']*'|=\?\S+\?=/g, '')) || (addressOf(rest) && text.endsWith(' ')))
    return { people: [], rest };
  const people = loose(rest);
  return people && { people, rest: '' };
}

/** Without brackets. @param {string} text @returns {{ name: string, address: string }[] | null} */
function loose(text) {
  const alone = addressOf(text);
  const named = comment.exec(text)?.[0].slice(1, -1).trim() ?? '';
  comment.lastIndex = 0;
  if (alone && (!/\s[@＠]|[@＠]\s/.test(text.trim()) || /^\S+\s*[@＠]\s*\S+\.\S+$/.test(text.trim())))
    return [{ name: /[@＠].*\(/.test(text) || /^\s*\(/.test(text) ? named : '', address: alone }];
  const words = text.replace(/[<>]/g, ' ').trim().match(/"(?:[^"\\]|\\.){0,500}"(?!@)|“[^“”]{0,500}”|\((?:[^()]|\([^()]{0,200}\)){0,500}\)|(?:"[^"]{0,500}"@)?[^\s"“”]+|\S/g) ?? [];
  /** @type {{ name: string, address: string }[]} */
  const people = [];
  let name = '';
  for (const word of words) {
    if (/^["“(]/.test(word) && !/"[@＠]/.test(word) || !/[@＠]/.test(word)) {
      name += ` ${word}`;
      continue;
    }
    const address = addressOf(word);
    if (!address)
      return null;
    people.push({ name: name.trim().replace(/[:,]$/, ''), address });
    name = '';
  }
  const rest = name.trim().replace(/^\((.*)\)$/, '$1');
  const last = people.at(-1);
  if (!last || (rest && (last.name || people.length > 1)))
    return null;
  return rest ? [{ name: rest, address: last.address }] : people;
}

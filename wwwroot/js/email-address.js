// One email address: what is one, how it is written down, and how its domain is shown. The server judges by the same rules
// (Recipient.cs); one table of hostile lists tests both.
// @ts-check
import { decode } from './punycode.js';

/** More than any server takes. */
const longest = 320;

/** Letters of names, emoji, and the signs of RFC 5322; dots may stand anywhere, as they do at Japanese mobile carriers. */
const local = /^[\w!#$%&'*+\-/=?^`{|}~.\p{L}\p{M}\p{N}\p{So}\p{Sk}]+$/u;
const quotedLocal = /^"[ !#-[\]-~]+"$/;
const label = /^[\p{L}\p{M}\p{N}_](?:[\p{L}\p{M}\p{N}_-]*[\p{L}\p{M}\p{N}_])?$/u;
const literal = /^\[(?:(?:\d{1,3}\.){3}\d{1,3}|IPv6:[\da-f:.]{2,45})\]$/i;

/** A domain as servers know it; null when it is none. @param {string} domain @returns {string | null} */
export function asciiDomain(domain) {
  if (literal.test(domain))
    return domain.toLowerCase();
  const labels = domain.split('.');
  if (domain.length > 253 || !labels.every(one => label.test(one)) || /^\d+$/.test(labels.at(-1) ?? ''))
    return null;
  if (/^[ -~]+$/.test(domain) && !/(^|\.)xn--/i.test(domain))
    return labels.every(one => one.length <= 63) ? domain.toLowerCase() : null;
  try {
    const ascii = new URL(`http://${domain}/`).hostname;
    return ascii.length <= 253 && ascii.split('.').every(isLabel) ? ascii : null;
  } catch {
    return null; // Letters that no domain may have.
  }
}

/** What claims to be Punycode must be some. @param {string} one */
function isLabel(one) {
  const letters = one.startsWith('xn--') ? decode(one.slice(4)) : '';
  return one.length > 0 && one.length <= 63 && letters !== null && (!letters || new URL(`http://${letters}/`).hostname === one);
}

/** @param {string} address */
export function isAddress(address) {
  const at = address.lastIndexOf('@');
  const name = address.slice(0, at);
  return at > 0 && address.length <= longest && (local.test(name) || quotedLocal.test(name)) && asciiDomain(address.slice(at + 1)) !== null;
}

/** The same for two spellings of one mailbox. @param {string} address */
export function keyOf(address) {
  const at = address.lastIndexOf('@');
  return `${address.slice(0, at)}@${asciiDomain(address.slice(at + 1)) ?? address.slice(at + 1)}`.toLowerCase();
}

/** Full-width letters and signs as ASCII, other dots as dots. @param {string} text */
export const narrow = text => text.replace(/[！-～]/g, wide => String.fromCharCode(wide.charCodeAt(0) - 0xfee0)).replace(/[。｡]/g, '.');

/** Scripts that are written together, each set of them. */
const scripts = [
  /^[\p{Script=Latin}\d_-]+$/u, /^[\p{Script=Latin}\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}ー々\d_-]+$/u,
  /^[\p{Script=Latin}\p{Script=Hangul}\p{Script=Han}\d_-]+$/u,
  ...['Cyrillic', 'Greek', 'Arabic', 'Hebrew', 'Thai', 'Devanagari', 'Bengali', 'Tamil', 'Telugu', 'Georgian', 'Armenian', 'Khmer', 'Lao', 'Myanmar', 'Sinhala']
    .map(script => new RegExp(`^[\\p{Script=${script}}\\p{M}\\d_-]+$`, 'u')),
];
/** Cyrillic, Greek and Armenian letters that look like Latin ones. */
const looksLatin = /^[аәбвԁеѐёԍһіїјкӏмногорѕтуѵхүцԛԝьαβικνορτυχωγεηρհոսցօ\d_-]+$/iu;
/** Latin letters that pass for others, and digits for letters. */
const odd = /[ıŀłøđħŧƅƽɑɡɩɪʟɴʀʏᴀ-ᵿꜰꜱ]/u;

/** @param {string} one */
const isClear = one => scripts.some(script => script.test(one)) && !looksLatin.test(one.normalize('NFD').replace(/\p{M}/gu, ''))
  && !odd.test(one);

/** An address for reading: its domain in letters, unless they may be taken for others; then as servers know it. @param {string} address */
export function readable(address) {
  const at = address.lastIndexOf('@');
  const ascii = asciiDomain(address.slice(at + 1));
  if (!ascii?.includes('xn--'))
    return address;
  const labels = ascii.split('.').map(one => one.startsWith('xn--') ? decode(one.slice(4)) ?? one : one);
  return `${address.slice(0, at)}@${labels.every((one, i) => one === ascii.split('.')[i] || isClear(one)) ? labels.join('.') : ascii}`;
}

/** "Name <address>", the name quoted where it must be (RFC 5322 section 3.4). @param {string} name @param {string} address */
export function write(name, address) {
  if (!name)
    return address;
  return /^[\p{L}\p{M}\p{N}!#$%&'*+\-/?^_`{|}~ ・ー]+$/u.test(name) ? `${name} <${address}>` : `"${name.replace(/[\\"]/g, '\\$&')}" <${address}>`;
}

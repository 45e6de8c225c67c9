// Whom a message is from: the identities of the account, the field that chooses one, and what changes with it.
// @ts-check
import { asHtml, prefersPlain } from './composer-body.js';
import { address, ask } from './draft-sync.js';
import { signatureOf } from './signatures.js';

/** @typedef {import('./composer.js').Composer} Composer */
/** @typedef {import('./draft-copies.js').Draft} Draft */
/** @typedef {import('./signatures.js').Signature} Signature */
/** @typedef {import('./signatures.js').Picture} Picture */
/**
 * @typedef {{
 *   id: string, name: string, address: string, replyTo: string, bcc: string, signature: string, signatureHtml: string, pictures: Picture[], isDefault: boolean
 * }} Identity
 */

/** @type {Identity[]} */
let known = [];

/** Asks the server; without it those known already do. @param {string} account @returns {Promise<Identity[]>} */
export async function identities(account) {
  try {
    const answer = await ask(address(account, 'identities'));
    if (answer.ok)
      known = await answer.json();
  } catch {
    // No network: a message can be written as the account itself, and the next window asks again.
  }
  return known;
}

const mark = '-- ';
/** RFC 3676 section 4.3. @param {string} signature */
const block = signature => `${mark}\n${signature}`;
const isWildcard = (/** @type {Identity} */ one) => one.address.startsWith('*@');

/** What a new message begins with, in words that are the same until it changes. */
export const beginning = () => JSON.stringify(known.find(one => one.isDefault) ?? null);

/** A new message is from the default identity. @param {Draft} draft @returns {Draft} */
export function begun(draft) {
  const identity = known.find(one => one.isDefault);
  if (!identity)
    return draft;
  const { text, html, pictures } = signatureOf(identity);
  const rich = Boolean(html) && !prefersPlain();
  return {
    ...draft, identity: identity.id, from: identity.address, fromName: identity.name, replyTo: identity.replyTo,
    bcc: identity.bcc ? [identity.bcc] : [], text: text ? `\n\n${block(text)}` : '',
    html: rich ? asHtml(`\n\n${mark}`) + html : '', attachments: rich ? pictures : [],
  };
}

/** Editors leave no blank at the end of a line. @param {string | undefined} one @param {string} other */
const same = (one, other) => one?.trimEnd() === other.trimEnd();

/**
 * Where a signature stands, its mark included; one that was edited stands nowhere.
 * @param {string[]} lines @param {Signature} signature @param {import('./composer-body.js').Find} [find]
 */
function placeOf(lines, { text, html }, find) {
  const looks = html ? find?.(html) : null;
  if (looks && same(lines[looks.at - 1], mark))
    return { at: looks.at - 1, gone: looks.gone + 1 };
  const was = text ? block(text).split('\n') : [];
  const at = was.length ? lines.findIndex((_, index) => was.every((line, step) => same(lines[index + step], line))) : -1;
  return at < 0 ? null : { at, gone: was.length };
}

/**
 * What has to be done with the lines of a text for another signature: so many go at a place, and others come. One that was edited stays.
 * @param {string[]} lines What is quoted begins with ">". @param {Signature} before @param {Signature} after
 * @param {import('./composer-body.js').Find} [find] In rich text.
 * @returns {import('./composer-body.js').Edit | null}
 */
export function signatureEdit(lines, before, after, find) {
  const now = find && after.html ? [mark, { html: after.html }] : after.text ? block(after.text).split('\n') : [];
  const was = placeOf(lines, before, find);
  if (was)
    return { ...was, lines: now };
  if (!now.length || lines.some(line => same(line, mark)))
    return null;
  const quoted = lines.findIndex(line => line.startsWith('>') || line.startsWith('----------'));
  if (quoted < 0)
    return { at: lines.length, gone: 0, lines: ['', ...now] };
  // Above a quotation stands who wrote it.
  return { at: lines[quoted]?.startsWith('>') && quoted > 0 ? quoted - 1 : quoted, gone: 0, lines: ['', ...now, ''] };
}

/** The field of a window; it is shown when there is a choice. */
export class From {
  /** @param {Composer} composer */
  constructor(composer) {
    this.composer = composer;
    this.row = composer.get('[data-from-row]');
    this.select = /** @type {HTMLSelectElement} */ (composer.get('[data-from]'));
    this.other = /** @type {HTMLInputElement} */ (composer.get('[data-from-address]'));
    this.select.addEventListener('change', () => this.choose());
    this.other.addEventListener('input', () => {
      composer.draft.from = this.other.value.trim();
      composer.changed();
    });
    this.show();
  }

  /** The identity a draft says, or the one its address belongs to. */
  get current() {
    const { identity, from } = this.composer.draft;
    const its = known.find(one => one.id === identity);
    return its && (isWildcard(its) || from.split('@')[1]?.toLowerCase() === its.address.split('@')[1]?.toLowerCase())
      ? its : known.find(one => one.address.toLowerCase() === from.toLowerCase());
  }

  show() {
    const { draft } = this.composer;
    const { current } = this;
    const line = (/** @type {string} */ name, /** @type {string} */ email) => name ? `${name} <${email}>` : email;
    const options = known.map(one => new Option(line(one.name, one === current && !isWildcard(one) ? draft.from : one.address), one.id, false, one === current));
    if (!current)
      options.unshift(new Option(line(draft.fromName, draft.from), '?', false, true));
    this.select.replaceChildren(...options);
    this.row.hidden = known.length < 2 && !!current || !known.length;
    this.other.hidden = !current || !isWildcard(current);
    this.other.value = draft.from;
  }

  choose() {
    const { composer, current } = this;
    const next = known.find(one => one.id === this.select.value);
    if (!next)
      return;
    const { draft, recipients: { bcc } } = composer;
    if (current?.bcc && current.bcc !== next.bcc)
      bcc.removeAll([current.bcc]);
    if (next.bcc && !bcc.list.includes(next.bcc)) {
      bcc.list.push(next.bcc);
      bcc.show();
      composer.showRow('bcc', true);
    }
    if (draft.replyTo === (current?.replyTo ?? ''))
      draft.replyTo = next.replyTo;
    const signature = signatureOf(next);
    composer.attachments.signatures.bring(signature.pictures);
    composer.body.splice((lines, find) => signatureEdit(lines, signatureOf(current), signature, find));
    Object.assign(draft, { identity: next.id, from: next.address.replace(/^\*@/, '@'), fromName: next.name });
    composer.changed();
    this.show();
    if (isWildcard(next)) {
      this.other.focus();
      this.other.setSelectionRange(0, 0);
    }
  }
}

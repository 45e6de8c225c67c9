// Signatures with looks: the names their pictures have in one message, and which of them the message needs.
// @ts-check
import { address } from './draft-sync.js';
import { newId } from './new-id.js';

/** @typedef {import('./composer-from.js').Identity} Identity */
/** @typedef {import('./draft-copies.js').DraftFile} DraftFile */
/** @typedef {{ cid: string, name: string, mediaType: string, size: number, source: object }} Picture */
/** What stands below a message: as text, and the same with its looks, or nothing. @typedef {{ text: string, html: string }} Signature */

const named = /^([0-9a-f]{32})(?:\.[0-9a-f]{8})?@signature$/;
/** Where the server keeps them until a draft has them. */
const home = 'Webmail-Settings';

/** The name a picture has in all messages; empty for one of no signature. @param {string} cid */
export const commonName = cid => named.exec(cid)?.[1] ?? '';

/** Where a picture is shown from by its name. @param {string} account @param {string} cid */
export const pictureAddress = (account, cid) => address(account, `signatures/pictures/${commonName(cid)}@signature`);

/** @param {DraftFile} entry */
const isAtHome = ({ cid, source }) => Boolean(commonName(cid)) && String(/** @type {{ mailbox?: string } | null} */ (source)?.mailbox ?? '').endsWith(home);

/**
 * The signature of somebody for one message, where its pictures have names of their own: what it quotes may have the same ones.
 * @param {Identity | undefined} identity @returns {Signature & { pictures: DraftFile[] }}
 */
export function signatureOf(identity) {
  let html = identity?.signatureHtml ?? '';
  const pictures = (identity?.pictures ?? []).map(({ cid, name, mediaType, size, source }) => {
    const id = newId();
    const own = `${commonName(cid)}.${id.slice(0, 8)}@signature`;
    html = html.replaceAll(`cid:${cid}`, `cid:${own}`);
    return { id, name, mediaType, size, cid: own, inline: true, uploaded: false, source };
  });
  return { text: identity?.signature ?? '', html, pictures };
}

/** The pictures of signatures in one window: part of the message while its text shows them, and there again when that is undone. */
export class SignaturePictures {
  /** @param {import('./composer-attachments.js').Attachments} files */
  constructor(files) {
    this.files = files;
    /** @type {DraftFile[]} */
    this.aside = [];
  }

  /** Pictures the text may show from now on. @param {DraftFile[]} pictures */
  bring(pictures) {
    this.aside.push(...pictures);
  }

  /** Where one is shown from; empty for any other. @param {DraftFile} entry */
  shownAt(entry) {
    return isAtHome(entry) ? pictureAddress(this.files.account, entry.cid) : '';
  }

  /** The message has those its HTML shows, and no others. @param {string} html */
  settle(html) {
    const { files, aside } = this;
    const { attachments } = files.draft;
    const isShown = (/** @type {DraftFile} */ { cid }) => html.includes(`cid:${cid}`);
    const gone = attachments.filter(one => isAtHome(one) && !isShown(one));
    const back = aside.filter(isShown);
    if (!gone.length && !back.length)
      return;
    this.aside = [...aside.filter(one => !back.includes(one)), ...gone];
    attachments.splice(0, Infinity, ...attachments.filter(one => !gone.includes(one)), ...back);
    files.all = files.all.filter(one => !gone.includes(one.entry));
    back.forEach(one => { files.put(one, null).done = true; });
  }
}

// The browser's own copy of what is written and the server has not confirmed: no closed tab, crash or lost network costs a key.
// @ts-check

/**
 * @typedef {object} DraftFile
 * @property {string} id
 * @property {string} name
 * @property {string} mediaType
 * @property {number} size
 * @property {string} cid
 * @property {boolean} inline
 * @property {boolean} uploaded
 * @property {object | null} source
 */

/**
 * @typedef {object} Draft
 * @property {string} id
 * @property {string} from
 * @property {string} fromName
 * @property {string} identity
 * @property {string} replyTo
 * @property {string[]} to
 * @property {string[]} cc
 * @property {string[]} bcc
 * @property {string} subject
 * @property {string} text
 * @property {string} html The same as rich text; empty when it is plain.
 * @property {string} inReplyTo
 * @property {string[]} references
 * @property {DraftFile[]} attachments
 * @property {'' | 'high' | 'low'} priority
 * @property {boolean} readReceipt
 * @property {boolean} deliveryReport
 * @property {{ mailbox: string, uidValidity: number, uid: number, kind: string } | null} origin The message it answers, forwards or sends on.
 * @property {string} writer The window it is written in: what came from here is never another's.
 * @property {number} revision When it was last changed, in milliseconds.
 */
/** @typedef {{ draft: Draft, base: number }} Copy The draft, and the revision the server confirmed last. */

const prefix = 'draft.';

/** @param {string} account @param {string} id */
const keyOf = (account, id) => `${prefix}${account}.${id}`;

/** @param {string} account @param {Copy} copy @returns {boolean} Whether it is kept. */
export function keepCopy(account, copy) {
  try {
    localStorage.setItem(keyOf(account, copy.draft.id), JSON.stringify(copy));
    return true;
  } catch {
    return false; // Storage is full or forbidden: the server's copy is the only one.
  }
}

/** @param {string} account @param {string} id */
export function forgetCopy(account, id) {
  try {
    localStorage.removeItem(keyOf(account, id));
  } catch {
    // There is no storage to forget it.
  }
}

/** @param {string} account @returns {Copy[]} Oldest first. */
export function copies(account) {
  try {
    return Object.keys(localStorage).filter(key => key.startsWith(keyOf(account, '')))
      .map(key => /** @type {Copy} */ (JSON.parse(localStorage.getItem(key) ?? '')))
      .sort((a, b) => a.draft.revision - b.draft.revision);
  } catch {
    return []; // No storage in this browser, or not ours.
  }
}

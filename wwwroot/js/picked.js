// What an action is done to: the selection of the message list, else the row under the cursor, else the open message. Whoever acts on
// messages asks here, and says here which of them leave the list.
// @ts-check
import * as away from './list-away.js';

/** Every message of the list with a UID up to this one but for some; later mail is not meant. @typedef {{ upTo: number, except: string[], query: string }} AllOf */
/**
 * @typedef {object} Picked
 * @property {string} list The mailbox's address, relative to the base path: "mail/<account>/<mailbox>".
 * @property {string} uidValidity
 * @property {string[]} uids Empty when all are meant.
 * @property {AllOf | null} all
 * @property {number} count
 */
/**
 * The message list of the page.
 * @typedef {object} Source
 * @property {() => Picked | null} picked
 * @property {(element: Element) => Picked | null} pickedFor
 * @property {(list: string, uids: string[] | null) => void} takeAway
 * @property {(list: string, uids: string[] | null) => void} bringBack
 * @property {() => void} endSelection
 */

/** @type {Source | null} */
let source = null;

/** The message list says that it is there. @param {Source} list */
export function serve(list) {
  source = list;
}

/** The selection; else the row under the cursor; else the open message; else nothing. @returns {Picked | null} */
export const picked = () => source?.picked() ?? openMessage();

/**
 * What a button or a dragged row is about: the whole selection when the row is part of it, else that row alone; the message of a
 * message's own buttons; the selection elsewhere.
 * @param {Element} element @returns {Picked | null}
 */
export function pickedFor(element) {
  const card = element.closest('[data-card]')?.getAttribute('data-card');
  return card ? messageAt(card) : source?.pickedFor(element) ?? picked();
}

/** These messages leave the list at once and stay away until `bringBack`. @param {string} list @param {string[] | null} uids Null: the selection. */
export function takeAway(list, uids) {
  if (source)
    source.takeAway(list, uids);
  else if (uids)
    away.take(list, uids, null, '');
}

/** They were not taken after all. @param {string} list @param {string[] | null} uids Null: whatever of this list is away. */
export function bringBack(list, uids) {
  if (source)
    source.bringBack(list, uids);
  else
    away.bringBack(list, uids);
}

/** Nothing is selected any more. */
export const endSelection = () => source?.endSelection();

/** @param {string} address Of a message, relative to the base path. @returns {Picked | null} */
function messageAt(address) {
  const [, list, uid, uidValidity] = /^(mail\/[^/]+\/[^/]+)\/(\d+)\.(\d+)/.exec(address) ?? [];
  return list ? { list, uidValidity, uids: [uid], all: null, count: 1 } : null;
}

const openMessage = () => messageAt(location.pathname.slice(new URL(document.baseURI).pathname.length));

// How messages look after what was done to them, before the server says so: read or not, flagged or not.
// @ts-check
import { has } from './uid-text.js';

/** @typedef {import('./outbox.js').Wish} Wish */
/** @typedef {import('./picked.js').Picked} Picked */

/** @param {string} path */
const addressOf = path => new URL(path, document.baseURI).pathname;

/** A row or an open message on the page. @typedef {{ element: HTMLElement, uid: string }} Shown */

/** The messages of a list that are on the page. @param {string} list @param {string} uidValidity @returns {Shown[]} */
function shownOf(list, uidValidity) {
  const place = `${addressOf(list)}/`;
  /** @type {Shown[]} */
  const found = [];
  /** @param {HTMLElement | null} element @param {string} address */
  const add = (element, address) => {
    const [uid, validity] = address.startsWith(place) ? address.slice(place.length).split('.') : [];
    if (element && uid && validity === uidValidity)
      found.push({ element, uid });
  };
  for (const link of document.querySelectorAll('[role=row] a[href]')) {
    if (link instanceof HTMLAnchorElement)
      add(link.closest('[role=row]'), link.pathname);
  }
  for (const card of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll('[data-card]')))
    add(card, card.dataset.card ? addressOf(card.dataset.card) : '');
  return found;
}

/** @param {Picked | Wish} what @param {string} uid */
const isMeant = (what, uid) => what.all
  ? Number(uid) <= Number(what.all.upTo) && !what.all.except.includes(uid)
  : Array.isArray(what.uids) ? what.uids.includes(uid) : has(what.uids, uid);

/** Whether all that is seen of what is meant is flagged. @param {Picked} what */
export function allFlagged(what) {
  const meant = shownOf(what.list, what.uidValidity).filter(({ uid }) => isMeant(what, uid));
  return meant.length > 0 && meant.every(({ element }) => element.dataset.flagged === 'true');
}

/** Whether all that is seen of what is meant has a label. @param {Picked} what @param {string} keyword */
export function allHave(what, keyword) {
  const rows = shownOf(what.list, what.uidValidity).filter(({ element, uid }) => element.dataset.keywords !== undefined && isMeant(what, uid));
  return rows.length > 0 && rows.every(({ element }) => (element.dataset.keywords ?? '').toLowerCase().split(' ').includes(keyword.toLowerCase()));
}

/** Shows messages the way they shall be, wherever they are on the page. @param {Wish} wish */
export function show(wish) {
  const [mark, set] = /** @type {Record<string, ['seen' | 'flag', boolean]>} */ ({
    seen: ['seen', true], unseen: ['seen', false], flag: ['flag', true], unflag: ['flag', false],
  })[wish.act] ?? [];
  if (mark === undefined || set === undefined)
    return;
  for (const { element, uid } of shownOf(wish.list, wish.uidValidity)) {
    if (isMeant(wish, uid))
      mark === 'seen' ? showSeen(element, set) : showFlag(element, set);
  }
}

/** @param {HTMLElement} message @param {boolean} seen */
function showSeen(message, seen) {
  if (message.role === 'row')
    message.classList.toggle('unread', !seen);
  for (const button of message.querySelectorAll('[data-act=seen], [data-act=unseen]')) {
    button.setAttribute('data-act', seen ? 'unseen' : 'seen');
    if (button.ariaPressed !== null)
      button.ariaPressed = String(!seen);
  }
}

/** @param {HTMLElement} message @param {boolean} flagged */
function showFlag(message, flagged) {
  message.dataset.flagged = String(flagged);
  for (const button of message.querySelectorAll('[data-act=flag], [data-act=unflag]')) {
    button.setAttribute('data-act', flagged ? 'unflag' : 'flag');
    if (button.ariaPressed !== null)
      button.ariaPressed = String(flagged);
  }
}

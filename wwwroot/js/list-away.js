// Messages that a hand took out of a list: they stay out of sight, over new drawings too, until the server's own list lacks them or
// they are brought back. Known by the mailbox, so a search in it does without them as well.
// @ts-check

/** @typedef {import('./uid-set.js').UidSet} UidSet */
/** @typedef {import('./picked.js').AllOf} AllOf */
/** Of one mailbox: single messages with the search they were taken out of, and "all there were". @typedef {{ validity: string, uids: Map<string, string>, alls: AllOf[] }} Away */

/** By the mailbox's address. @type {Map<string, Away>} */
const places = new Map();

/** @param {string} list @returns {Away} */
function placeOf(list) {
  const place = places.get(list) ?? { validity: '', uids: new Map(), alls: [] };
  places.set(list, place);
  return place;
}

/** Takes messages out. @param {string} list @param {string[]} uids @param {AllOf | null} all @param {string} query What was searched for when they were. */
export function take(list, uids, all, query) {
  const place = placeOf(list);
  for (const uid of uids)
    place.uids.set(uid, query);
  if (all)
    place.alls.push(all);
}

/** @param {string} list @param {string[] | null} uids Null for everything. */
export function bringBack(list, uids) {
  const place = placeOf(list);
  if (uids) {
    for (const uid of uids)
      place.uids.delete(uid);
    // One of all: it alone comes back.
    place.alls = place.alls.map(all => ({ ...all, except: [...all.except, ...uids] }));
  } else {
    place.uids.clear();
    place.alls = [];
  }
}

/** @param {AllOf} all @param {string} query Of the list that is shown. */
const concerns = (all, query) => all.query === query || all.query === '';

/** @param {string} list @param {string} uid @param {string} query */
export function isAway(list, uid, query) {
  const place = places.get(list);
  return !!place && (place.uids.has(uid)
    || place.alls.some(all => concerns(all, query) && Number(uid) <= all.upTo && !all.except.includes(uid)));
}

/** Whether anything of the mailbox is away. @param {string} list */
export function isAnyAway(list) {
  const place = places.get(list);
  return !!place && (place.uids.size > 0 || place.alls.length > 0);
}

/**
 * Forgets what the server's list does not have any more.
 * @param {string} list @param {string} validity The mailbox's UIDVALIDITY. @param {string} query @param {UidSet} uids What the server lists.
 */
export function settle(list, validity, query, uids) {
  const place = places.get(list);
  if (!place)
    return;
  if (place.validity && place.validity !== validity)
    bringBack(list, null);
  place.validity = validity;
  for (const [uid, from] of place.uids) {
    const told = uids.complete || Number(uid) >= uids.oldest;
    if (told && uids.rowOf(uid) < 0 && (query === '' || query === from))
      place.uids.delete(uid);
  }
  place.alls = place.alls.filter(all => all.query !== query || spansOf(all, uids).some(([first, end]) => end > first));
}

/** The rows of a list that are away. @param {string} list @param {string} query @param {UidSet} uids @returns {[number, number][]} */
export function spans(list, query, uids) {
  const place = places.get(list);
  if (!place)
    return [];
  const single = [...place.uids.keys()].map(uid => uids.rowOf(uid)).filter(row => row >= 0);
  return [
    ...single.map(row => /** @type {[number, number]} */ ([row, row + 1])),
    ...place.alls.filter(all => concerns(all, query)).flatMap(all => spansOf(all, uids)),
  ];
}

/** @param {AllOf} all @param {UidSet} uids @returns {[number, number][]} */
function spansOf(all, uids) {
  const spared = [...new Set(all.except)].map(uid => uids.rowOf(uid)).filter(row => row >= 0).sort((a, b) => a - b);
  let first = uids.newerThan(all.upTo);
  /** @type {[number, number][]} */
  const rows = [];
  for (const row of spared.filter(row => row >= first)) {
    rows.push([first, row]);
    first = row + 1;
  }
  rows.push([first, uids.total]);
  return rows.filter(([from, end]) => end > from);
}

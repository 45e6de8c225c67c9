// Which drafts are written on in a page that lives: no other takes one of them for something that was left behind.
// @ts-check

/** Ends the hold of a draft. @type {Map<string, () => void>} */
const held = new Map();
const lockOf = (/** @type {string} */ id) => `draft.${id}`;

/** From now on, or as soon as the page that has it lets go of it. @param {string} id */
export function hold(id) {
  const waiting = new AbortController();
  held.set(id, () => waiting.abort());
  void navigator.locks?.request(lockOf(id), { signal: waiting.signal }, () => new Promise(resolve => { held.set(id, () => resolve(undefined)); }))
    .catch(() => { /* It was let go of before it was had. */ });
}

/** @param {string} id */
export function release(id) {
  held.get(id)?.();
  held.delete(id);
}

/** Whether any page has it; not known where the browser has no locks. @param {string} id */
export async function isHeld(id) {
  const all = await navigator.locks?.query();
  return all?.held?.some(lock => lock.name === lockOf(id)) ?? false;
}

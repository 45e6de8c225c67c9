// The people somebody may write to: the likeliest are here already and cost no round trip; the server is asked only for the others.
// @ts-check
import { address, ask } from './draft-sync.js';
import { matches, termsOf, wordsOf } from './people-match.js';

/** @typedef {{ name: string, email: string, machine: boolean }} Person */
/** @typedef {{ people: Person[], more: boolean, complete: boolean }} Answer */

const fresh = 60_000;
const pause = 2_000;
const shown = 6;

/** @type {(Person & { words: string })[]} */
let known = [];
let more = true;
let loadedAt = -Infinity;
let timer = 0;
const account = document.getElementById('composers')?.dataset.account ?? '';

/** @param {string} query @param {AbortSignal} [signal] @returns {Promise<Answer | null>} */
async function get(query, signal) {
  try {
    const answer = await ask(address(account, `people?${new URLSearchParams({ q: query })}`), signal ? { signal } : {});
    return answer.ok ? await answer.json() : null;
  } catch {
    return null; // No network, or nobody waits any more: what is here serves.
  }
}

/** Fetches the likeliest; while the server is still looking through the mailboxes, again soon. */
export async function load() {
  if (performance.now() - loadedAt < fresh)
    return;
  loadedAt = performance.now();
  const answer = await get('');
  if (answer) {
    known = answer.people.map(person => ({ ...person, words: wordsOf(`${person.name} ${person.email}`) }));
    ({ more } = answer);
  }
  if (!answer?.complete) {
    loadedAt = -Infinity;
    clearTimeout(timer);
    timer = setTimeout(() => { if (document.querySelector('.cp')) void load(); }, pause);
  }
}

/** Somebody was written to: the server knows them from now on. */
export function sentTo() {
  loadedAt = -Infinity;
  void load();
}

/** Who is here and meant. @param {string} query @param {(person: Person) => boolean} isWanted @returns {Person[]} */
export function find(query, isWanted) {
  const terms = termsOf(query);
  return terms.length ? known.filter(person => matches(person.words, terms) && isWanted(person)).slice(0, shown) : [];
}

/** Who else is meant; nobody when all are here. @param {string} query @param {Person[]} found @param {(person: Person) => boolean} isWanted @param {AbortSignal} signal */
export async function findMore(query, found, isWanted, signal) {
  if (!more || found.length >= shown)
    return found;
  const answer = await get(query, signal);
  const others = (answer?.people ?? []).filter(person => isWanted(person) && !found.some(one => one.email === person.email));
  return [...found, ...others].slice(0, shown);
}

/** Not to be suggested any more. @param {Person} person */
export async function hide(person) {
  known = known.filter(one => one.email !== person.email);
  await ask(address(account, `people/hide?${new URLSearchParams({ email: person.email })}`), { method: 'POST' });
}

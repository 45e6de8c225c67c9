// The windows in which somebody writes: opened, side by side, found again after a reload, and what happens when one is sent.
// @ts-check
import { Composer } from './composer.js';
import { copies } from './draft-copies.js';
import { address, ask } from './draft-sync.js';
import * as bar from './sent-bar.js';

/** @typedef {import('./compose.js').Beginning} Beginning */
/** @typedef {import('./draft-copies.js').Draft} Draft */
/** @typedef {import('./composer.js').Owner} Owner */

const most = 3;
/** @type {Composer[]} The one opened last comes last. */
const open_ = [];
const place = /** @type {HTMLElement} */ (document.getElementById('composers'));
const words = /** @type {Record<string, string>} */ (JSON.parse(place.dataset.words ?? '{}'));
const { account = '', from = '' } = place.dataset;

/** @type {Owner} */
const owner = {
  account,
  words,
  closed: close,
  sent: (composer, { hold }) => {
    const { draft } = composer;
    close(composer);
    bar.say(words.sent ?? '', words.undo ?? '', hold * 1_000, () => void undo(draft));
  },
  discarded: composer => {
    const { draft, sync } = composer;
    close(composer);
    void remove(draft.id);
    bar.say(words.discarded ?? '', words.undo ?? '', 7_000, () => {
      draft.revision = Math.max(Date.now(), draft.revision + 1);
      show(draft, sync.base);
    });
  },
};

const newId = () => Array.from(crypto.getRandomValues(new Uint8Array(16)), byte => byte.toString(16).padStart(2, '0')).join('');

/** @returns {Draft} */
const empty = () => ({
  id: newId(), from, fromName: '', to: [], cc: [], bcc: [], subject: '', text: '', inReplyTo: '', references: [], origin: null, revision: 0,
});

/** Begins to write. @param {Beginning} beginning */
export function open(beginning) {
  if (beginning.kind === 'new')
    return void show(empty(), 0).focus();
  void begin(beginning);
}

/** @param {Beginning} beginning */
async function begin({ kind, mailbox, validity, uid }) {
  const query = new URLSearchParams({ kind, mailbox, validity, uid });
  try {
    const answer = await ask(address(account, `start?${query}`));
    if (!answer.ok)
      return bar.say((answer.status === 404 ? words.gone : words.away) ?? '', words.again ?? '', 7_000, () => void begin({ kind, mailbox, validity, uid }));
    const draft = /** @type {Draft} */ (await answer.json());
    const known = open_.find(other => other.draft.id === draft.id);
    if (known)
      return known.look('docked');
    show(draft, kind === 'edit' ? draft.revision : 0).focus();
  } catch {
    bar.say(words.away ?? '', words.again ?? '', 7_000, () => void begin({ kind, mailbox, validity, uid }));
  }
}

/** @param {Draft} draft @param {number} base @returns {Composer} */
function show(draft, base) {
  const template = /** @type {HTMLTemplateElement} */ (document.getElementById('composer'));
  const element = /** @type {HTMLElement} */ (/** @type {DocumentFragment} */ (template.content.cloneNode(true)).firstElementChild);
  element.dataset.look = 'docked';
  place.append(element);
  const composer = new Composer(element, draft, base, owner);
  open_.push(composer);
  for (const other of open_.filter(one => one.element.dataset.look !== 'minimise').slice(0, -most))
    other.element.dataset.look = 'minimise';
  hold(draft.id);
  remember();
  return composer;
}

/** @param {Composer} composer */
function close(composer) {
  open_.splice(open_.indexOf(composer), 1);
  composer.element.remove();
  release(composer.draft.id);
  remember();
}

/** @param {string} id */
async function remove(id) {
  try {
    await ask(address(account, `drafts/${id}`), { method: 'DELETE' });
  } catch {
    bar.say(words.away ?? '', '', 7_000, () => { /* There is nothing to take back. */ });
  }
}

// What waits in the outbox, or was refused, can be written on.
document.addEventListener('click', event => {
  const button = /** @type {Element} */ (event.target).closest('[data-outbox-edit]');
  if (button instanceof HTMLElement)
    void editAgain(button.dataset.outboxEdit ?? '');
});

/** @param {string} id */
async function editAgain(id) {
  try {
    const answer = await ask(address(account, `outbox/${id}/cancel`), { method: 'POST' });
    if (answer.ok)
      return reopen(id, 'docked');
    bar.say((answer.status === 409 ? words.tooLate : words.away) ?? '', '', 7_000, () => { /* Gone is gone. */ });
  } catch {
    bar.say(words.away ?? '', words.again ?? '', 7_000, () => void editAgain(id));
  }
}

/** Taken back: it is written on. @param {Draft} draft */
async function undo(draft) {
  try {
    const answer = await ask(address(account, `outbox/${draft.id}/cancel`), { method: 'POST' });
    if (answer.ok)
      return show(draft, draft.revision).focus();
    bar.say((answer.status === 409 ? words.tooLate : words.away) ?? '', '', 7_000, () => { /* Gone is gone. */ });
  } catch {
    bar.say(words.away ?? '', words.again ?? '', 7_000, () => void undo(draft));
  }
}

// ---- over reloads, crashes and other tabs

/** Ends the hold of a draft. @type {Map<string, () => void>} */
const held = new Map();
const lockOf = (/** @type {string} */ id) => `draft.${id}`;

/** No other tab takes this draft for one that was left behind. @param {string} id */
function hold(id) {
  void navigator.locks?.request(lockOf(id), { ifAvailable: true }, lock => lock && new Promise(resolve => { held.set(id, () => resolve(undefined)); }));
}

/** @param {string} id */
function release(id) {
  held.get(id)?.();
  held.delete(id);
}

/** After a reload the same windows are open. */
function remember() {
  try {
    if (open_.length)
      sessionStorage.composers = JSON.stringify(open_.map(composer => [composer.draft.id, composer.element.dataset.look]));
    else
      delete sessionStorage.composers;
  } catch {
    // No storage: the drafts are in the Drafts mailbox.
  }
}

export async function restore() {
  const mine = new Map(/** @type {[string, string][]} */ (JSON.parse(sessionStorage.composers ?? '[]')));
  for (const { draft, base } of copies(account)) {
    const own = mine.has(draft.id);
    if (open_.some(other => other.draft.id === draft.id) || (!own && await isHeld(draft.id)))
      continue;
    show(draft, base).element.dataset.look = mine.get(draft.id) ?? 'minimise';
    mine.delete(draft.id);
  }
  for (const [id, look] of mine)
    await reopen(id, look);
}

/** @param {string} id @param {string} look */
async function reopen(id, look) {
  try {
    const answer = await ask(address(account, `drafts/${id}`));
    if (!answer.ok || open_.some(other => other.draft.id === id))
      return;
    const draft = /** @type {Draft} */ (await answer.json());
    show(draft, draft.revision).element.dataset.look = look;
  } catch {
    bar.say(words.away ?? '', words.again ?? '', 7_000, () => void reopen(id, look));
  }
}

/** @param {string} id */
async function isHeld(id) {
  const all = await navigator.locks?.query();
  return all?.held?.some(lock => lock.name === lockOf(id)) ?? false;
}

/** What was not brought to the server yet, as far as the browser lets a page that goes. */
const flush = () => open_.forEach(composer => void composer.sync.send());
addEventListener('pagehide', flush);
document.addEventListener('visibilitychange', () => { if (document.hidden) flush(); });
addEventListener('online', flush);
document.addEventListener('webmail:up', flush);
document.addEventListener('click', () => setTimeout(remember));

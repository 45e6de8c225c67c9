// The windows in which somebody writes: opened, side by side, found again after a reload, and what happens when one is sent.
// @ts-check
import { Composer, hours } from './composer.js';
import { beginning, begun, identities } from './composer-from.js';
import { copies } from './draft-copies.js';
import { giveAway } from './draft-handover.js';
import { hold, isHeld, release } from './draft-locks.js';
import { newId } from './new-id.js';
import { address, ask } from './draft-sync.js';
import * as bar from './sent-bar.js';
import { spoken } from './send-later.js';
import { windowParts } from './composer-parts.js';

/** @typedef {import('./compose.js').Beginning} Beginning */
/** @typedef {import('./draft-copies.js').Draft} Draft */
/** @typedef {import('./composer.js').Owner} Owner */

const most = 3;
/** @type {Composer[]} The one opened last comes last. */
const open_ = [];
export const place = /** @type {HTMLElement} */ (document.getElementById('composers'));
const { account = '', from = '' } = place.dataset;
export const [{ template, words }] = await Promise.all([windowParts(account), identities(account)]);

/** @type {Owner} */
const owner = {
  account,
  words,
  closed: composer => {
    close(composer);
    document.dispatchEvent(new CustomEvent('composer:closed', { detail: composer }));
  },
  looked: composer => {
    put(composer, place);
    remember();
  },
  alone: composer => {
    composer.keep();
    const url = new URL(`compose/${composer.draft.id}`, document.baseURI);
    // The draft leaves when its new window asks for it.
    if (!window.open(url, `compose-${composer.draft.id}`, 'popup,width=820,height=760'))
      composer.say(words.blocked ?? '');
  },
  named: place.dataset.alone === undefined ? undefined : title => { document.title = title; },
  sent: (composer, { hold, at }) => {
    const { draft } = composer;
    close(composer);
    document.dispatchEvent(new Event('composer:left'));
    if (at)
      return bar.say((words.scheduled ?? '').replace('{0}', spoken(new Date(at), hours())), words.undo ?? '', 10_000, () => void undo(draft));
    bar.say(words.sent ?? '', words.undo ?? '', hold * 1_000, () => void undo(draft));
  },
  discarded: composer => {
    const { draft, sync } = composer;
    close(composer);
    document.dispatchEvent(new Event('composer:left'));
    const removed = remove(draft.id);
    bar.say(words.discarded ?? '', words.undo ?? '', 7_000, async () => {
      await removed; // Saved again before that, it would be thrown away after all.
      draft.revision = Math.max(Date.now(), draft.revision + 1);
      show(draft, sync.base, draft.writer).focus();
    });
  },
};

/** @returns {Draft} */
export const empty = () => ({
  id: newId(), identity: '', from, fromName: '', replyTo: '', to: [], cc: [], bcc: [], subject: '', text: '', html: '', inReplyTo: '', references: [],
  attachments: [], priority: '', readReceipt: false, deliveryReport: false, origin: null, writer: '', revision: 0,
});

/** Begins to write. @param {Beginning} beginning */
export function open(beginning) {
  if (beginning.kind === 'new')
    return beginNew();
  void begin(beginning);
}

/** With the identities known; when they turn out to be others, a window nobody wrote in yet begins anew. */
function beginNew() {
  const before = beginning();
  const composer = show(begun(empty()), 0);
  composer.focus();
  void identities(account).then(() => {
    if (composer.touched || !composer.element.isConnected)
      return;
    if (before === beginning())
      return composer.from.show();
    close(composer);
    show(begun(empty()), 0).focus();
  });
}

/** @param {Beginning} beginning */
async function begin(beginning) {
  const draft = await start(beginning, () => void begin(beginning));
  if (!draft)
    return;
  const known = open_.find(other => other.draft.id === draft.id);
  if (known)
    return known.look('docked');
  show(draft, beginning.kind === 'edit' ? draft.revision : 0).focus();
}

/** What it begins with; null when it cannot, and then it is said. @param {Beginning} beginning @param {() => void} again @returns {Promise<Draft | null>} */
export async function start({ kind, mailbox, validity, uid }, again) {
  const query = new URLSearchParams({ kind, mailbox, validity, uid });
  try {
    const answer = await ask(address(account, `start?${query}`));
    if (answer.ok)
      return await answer.json();
    bar.say((answer.status === 404 ? words.gone : words.away) ?? '', words.again ?? '', 7_000, again);
  } catch {
    bar.say(words.away ?? '', words.again ?? '', 7_000, again);
  }
  return null;
}

/**
 * @param {Draft} draft @param {number} base @param {string} [writer] Of the window that goes on here; a new window is another writer.
 * @param {string} [look]
 * @returns {Composer}
 */
export function show(draft, base, writer, look = 'docked') {
  draft.writer = writer || newId();
  const element = /** @type {HTMLElement} */ (/** @type {DocumentFragment} */ (template.content.cloneNode(true)).firstElementChild);
  element.dataset.look = look;
  place.append(element);
  const composer = new Composer(element, draft, base, owner);
  open_.push(composer);
  for (const other of open_.filter(one => ['docked', 'full'].includes(one.element.dataset.look ?? '')).slice(0, -most))
    other.element.dataset.look = 'minimise';
  hold(draft.id);
  remember();
  return composer;
}

/** Moves a window elsewhere in the page, with the focus and the caret in it. @param {Composer} composer @param {HTMLElement} target */
export function put({ element }, target) {
  if (element.parentElement === target)
    return;
  const focused = document.activeElement;
  // Browsers that can, move it as it is.
  const holder = /** @type {HTMLElement & { moveBefore?(node: Node, child: Node | null): void }} */ (target);
  if (holder.moveBefore && element.isConnected && target.isConnected)
    holder.moveBefore(element, null);
  else
    holder.append(element);
  if (focused instanceof HTMLElement && element.contains(focused) && document.activeElement !== focused)
    focused.focus({ preventScroll: true });
}

export const opened = () => /** @type {readonly Composer[]} */ (open_);

/** @param {Composer} composer */
function close(composer) {
  open_.splice(open_.indexOf(composer), 1);
  composer.body.end();
  composer.element.remove();
  release(composer.draft.id);
  remember();
}

/** @param {string} id */
async function remove(id) {
  try {
    const answer = await ask(address(account, `drafts/${id}`), { method: 'DELETE' });
    if (!answer.ok)
      bar.say(words.notDiscarded ?? '', words.again ?? '', 7_000, () => void remove(id));
  } catch {
    bar.say(words.notDiscarded ?? '', words.again ?? '', 7_000, () => void remove(id));
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
    bar.say((answer.status === 409 ? words.tooLate : words.away) ?? '');
  } catch {
    bar.say(words.away ?? '', words.again ?? '', 7_000, () => void editAgain(id));
  }
}

/** Taken back: it is written on. @param {Draft} draft */
async function undo(draft) {
  try {
    const answer = await ask(address(account, `outbox/${draft.id}/cancel`), { method: 'POST' });
    if (answer.ok)
      return show(draft, draft.revision, draft.writer).focus();
    bar.say((answer.status === 409 ? words.tooLate : words.away) ?? '');
  } catch {
    bar.say(words.away ?? '', words.again ?? '', 7_000, () => void undo(draft));
  }
}

// ---- over reloads, crashes and other tabs

giveAway(account, {
  offer: id => {
    const composer = open_.find(one => one.draft.id === id);
    if (!composer || composer.sending)
      return null;
    composer.element.inert = true;
    return composer.hand();
  },
  kept: id => open_.filter(one => one.draft.id === id).forEach(composer => { composer.element.inert = false; }),
  taken: id => open_.filter(one => one.draft.id === id).forEach(composer => {
    composer.leave();
    close(composer);
    document.dispatchEvent(new Event('composer:taken'));
  }),
});

/** After a reload the same windows are open. */
export function remember() {
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
  // With what was left under a message (quick-reply.js) comes what knows its place.
  if (sessionStorage.composers?.match(/"(?:inline|away)"/))
    void import('./quick-reply.js');
  const mine = new Map(/** @type {[string, string][]} */ (JSON.parse(sessionStorage.composers ?? '[]')));
  for (const { draft, base } of copies(account)) {
    const own = mine.has(draft.id);
    const isElsewhere = await isHeld(draft.id);
    if (open_.some(other => other.draft.id === draft.id) || (!own && isElsewhere))
      continue;
    show(draft, base, isElsewhere ? '' : draft.writer, mine.get(draft.id) ?? 'minimise');
    mine.delete(draft.id);
  }
  for (const [id, look] of mine)
    await reopen(id, look, !await isHeld(id));
}

/** @param {string} id @param {string} look @param {boolean} [same] It goes on in the window it was written in. */
async function reopen(id, look, same = false) {
  try {
    const answer = await ask(address(account, `drafts/${id}`));
    if (!answer.ok || open_.some(other => other.draft.id === id))
      return;
    const draft = /** @type {Draft} */ (await answer.json());
    show(draft, draft.revision, same ? draft.writer : '', look);
  } catch {
    bar.say(words.away ?? '', words.again ?? '', 7_000, () => void reopen(id, look, same));
  }
}

/** What was not brought to the server yet, as far as the browser lets a page that goes. */
const flush = () => open_.forEach(composer => void composer.sync.send());
addEventListener('pagehide', flush);
document.addEventListener('visibilitychange', () => { if (document.hidden) flush(); });
addEventListener('online', flush);
document.addEventListener('webmail:up', flush);
document.addEventListener('click', () => setTimeout(remember));

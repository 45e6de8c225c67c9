// A window of the browser's own in which one draft is written: it takes the draft over from where it was, and closes when that is done.
// @ts-check
import { opened, place, show } from './composer-dock.js';
import { copies } from './draft-copies.js';
import { takeOver } from './draft-handover.js';
import { isHeld } from './draft-locks.js';
import { address, ask } from './draft-sync.js';
import { newId } from './new-id.js';

/** @typedef {import('./draft-handover.js').Handed} Handed */
/** What stands there instead of a draft. @typedef {'elsewhere' | 'gone' | 'away' | 'left'} Note */

const { account = '', alone: id = '' } = place.dataset;
/** What was not changed yet is kept nowhere else. */
const begun = 'begun';
const tryEvery = 3_000;
/** How long a window that closes waits for the server; the browser keeps what that does not confirm. */
const patience = 3_000;

/** @param {Note | ''} note */
function say(note) {
  for (const one of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll('[data-note]')))
    one.hidden = one.dataset.note !== note;
}

/** @param {Handed} handed @param {string} writer */
function write({ draft, base, files, pictures }, writer) {
  say('');
  const composer = show(draft, base, writer);
  composer.attachments.goOn(files, pictures);
  if (!composer.touched)
    sessionStorage.setItem(begun, JSON.stringify({ draft, base }));
  composer.focus();
}

async function begin() {
  const isElsewhere = await isHeld(id);
  // Without locks nobody knows who has it.
  const handed = isElsewhere || !navigator.locks ? await takeOver(account, id, newId()) : null;
  if (handed)
    return write(handed, handed.draft.writer);
  const copy = copies(account).find(one => one.draft.id === id);
  if (copy)
    return write({ ...copy, files: [], pictures: [] }, isElsewhere ? '' : copy.draft.writer);
  await read(isElsewhere);
}

/** @param {boolean} isElsewhere */
async function read(isElsewhere) {
  for (;;) {
    try {
      const answer = await ask(address(account, `drafts/${id}`));
      if (answer.ok) {
        const draft = await answer.json();
        return write({ draft, base: draft.revision, files: [], pictures: [] }, isElsewhere ? '' : draft.writer);
      }
      if (answer.status === 404)
        return readBegun();
    } catch {
      // No network: it is asked again.
    }
    say('away');
    await new Promise(resolve => { setTimeout(resolve, tryEvery); });
  }
}

/** It was opened here and not changed: the window has it from before it was loaded again. */
function readBegun() {
  const kept = JSON.parse(sessionStorage.getItem(begun) ?? 'null');
  if (kept?.draft.id !== id)
    return say('gone');
  write({ ...kept, files: [], pictures: [] }, kept.draft.writer);
}

/** One that the user opened by its address stays, and shows the mail. */
function leave() {
  sessionStorage.removeItem(begun);
  window.close();
  if (!window.closed)
    location.replace(document.baseURI);
}

// Its own windows, none of those the page had from which it was opened.
delete sessionStorage.composers;
document.addEventListener('composer:closed', event => {
  const { sync } = /** @type {CustomEvent<import('./composer.js').Composer>} */ (event).detail;
  say('left');
  void Promise.race([sync.flight, new Promise(resolve => { setTimeout(resolve, patience); })]).then(leave);
});
document.addEventListener('composer:taken', () => say('elsewhere'));
document.addEventListener('composer:left', () => say('left'));
document.addEventListener('composer:said', () => {
  if (!opened().length && !/** @type {HTMLElement} */ (document.querySelector('[data-note=left]')).hidden)
    leave();
});
addEventListener('beforeunload', event => {
  if (opened().some(composer => composer.isAtRisk))
    event.preventDefault();
});
document.querySelector('[data-here]')?.addEventListener('click', () => void begin());
void begin();

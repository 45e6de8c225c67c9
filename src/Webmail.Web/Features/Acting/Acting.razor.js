// What is done to messages: on the screen at once, then asked of the server, which writes it down and does it. Nothing a hand does
// waits for the network.
// @ts-check

import { bringBack, endSelection, picked, pickedFor, takeAway } from '../../js/picked.js';
import { Outbox } from '../../js/outbox.js';
import { folders, forgetRecents, labels, pick } from '../../js/picker.js';
import * as look from '../../js/message-look.js';
import * as bar from '../../js/undo-bar.js';
import * as uidText from '../../js/uid-text.js';

/** @typedef {import('../../js/outbox.js').Wish} Wish */
/** @typedef {import('../../js/picked.js').Picked} Picked */
/** @typedef {{ answer: 'done' | 'later' | 'refused', kind: string, missing: number, undoable: boolean }} Answer */
/** @typedef {{ invokeMethodAsync(name: 'AskAsync', wish: Wish): Promise<Answer> }} Server */

/** A message to the server must not be larger than it takes. */
const longestSet = 20_000;
const leaving = ['archive', 'delete', 'spam', 'notspam', 'move'];
const elsewhere = 'input, textarea, select, [contenteditable=true], dialog, [role=dialog], [role=menu]';

/** @type {Server | null} */
let server = null;
const outbox = new Outbox(
  wish => server ? server.invokeMethodAsync('AskAsync', wish) : Promise.reject(new Error('Nobody is there.')),
  (wish, answer) => answered(wish, /** @type {Answer} */ (answer)), tell);

/** Wishes go here from now on. @param {HTMLElement} place @param {Server} to @param {string} whose "mail/<account>/" */
export function serve(place, to, whose) {
  place.dataset.served = 'yes';
  server = to;
  outbox.serve(whose);
  offerEarlier();
}

/** The pill says how much waits, here and on the server. Most is done before anybody could read it (app.css). */
function tell() {
  const pill = /** @type {HTMLElement | null} */ (document.querySelector('[data-waiting]'));
  const text = pill?.querySelector('[data-text]');
  const place = /** @type {HTMLElement | null} */ (document.querySelector('[data-acting]'));
  if (!pill || !text)
    return;
  const count = outbox.waiting.length + Number(place?.dataset.waitingThere ?? 0);
  const { one = '', many = '' } = pill.dataset;
  pill.dataset.waiting = String(count);
  text.textContent = count === 1 ? one : many.replace('{0}', String(count));
  const failed = Number(place?.dataset.failed ?? 0);
  const other = /** @type {HTMLElement | null} */ (document.querySelector('[data-failures]'));
  const words = other?.querySelector('[data-text]');
  if (!other || !words)
    return;
  other.dataset.failures = String(failed);
  words.textContent = failed === 1 ? other.dataset.one ?? '' : (other.dataset.many ?? '').replace('{0}', String(failed));
}

/** What was done just before the page was closed can still be taken back. */
function offerEarlier() {
  const earlier = /** @type {HTMLElement | null} */ (document.querySelector('[data-acting]'))?.dataset.earlier;
  if (earlier)
    bar.offer(JSON.parse(earlier));
}

/** @param {Wish} wish @param {Answer} answer */
function answered(wish, answer) {
  if (answer.answer === 'refused') {
    bar.forget(wish.id);
    takeBackLook(wish);
  } else if (answer.kind) {
    bar.rename(wish.id, answer.kind);
  }
}

/** @param {Wish} wish */
function takeBackLook(wish) {
  if (leaving.includes(wish.act))
    bringBack(wish.list, wish.all ? null : uidText.list(wish.uids));
  else
    look.show({ ...wish, act: opposite(wish.act) });
}

/** @param {string} act */
const opposite = act => ({ seen: 'unseen', unseen: 'seen', flag: 'unflag', unflag: 'flag' })[act] ?? '';

// ---- acting

/** @param {string} act @param {Picked | null} what @param {{ target?: string, label?: string }} [how] */
async function act(act, what, how = {}) {
  if (act === 'undo')
    return undo();
  if (!what)
    return;
  if ((act === 'move' || act === 'copy') && !how.target) {
    const choice = await pick(act, folders(mailboxOf(what.list)));
    if (!choice?.option)
      return;
    how = { target: choice.option.value };
  } else if (act === 'label' && !how.label) {
    const choice = await pick('label', labels(keyword => look.allHave(what, keyword)));
    if (!choice)
      return;
    how = { label: choice.option?.value ?? choice.created };
    act = choice.option ? choice.option.checked ? 'unlabel' : 'label' : 'newlabel';
  } else if (act === 'flag' || act === 'unflag') {
    act = act === 'flag' && look.allFlagged(what) ? 'unflag' : act;
  }
  if (act === 'move' && how.target === mailboxOf(what.list))
    return; // There already.
  ask(act, what, how);
}

/** @param {string} act @param {Picked} what @param {{ target?: string, label?: string }} how */
function ask(act, what, { target = '', label = '' }) {
  const sets = what.all ? [''] : uidText.pieces(uidText.write(what.uids), longestSet);
  const { list, uidValidity } = what;
  if (leaving.includes(act))
    takeAway(list, what.all ? null : what.uids);
  sets.forEach((uids, i) => {
    /** @type {Wish} */
    const wish = {
      id: newId(), act, list, uidValidity, uids, all: what.all, target, label, undoes: '', count: what.all ? what.count : uidText.size(uids),
    };
    look.show(wish);
    bar.done(act, wish.id, wish.count, i > 0);
    outbox.add(wish);
  });
  // What stays in the list stays selected: one action often follows another.
  if (what.count > 1 && leaving.includes(act))
    endSelection();
}

/** The last thing is taken back; what was not asked for yet is not asked for. */
function undo() {
  const last = bar.takeLast();
  const list = location.pathname.slice(new URL(document.baseURI).pathname.length).split('/').slice(0, 3).join('/');
  for (const id of last ? [...last.ids].reverse() : ['']) {
    const wish = remembered.get(id);
    if (wish)
      takeBackLook(wish);
    if (id && outbox.withdraw(id))
      continue;
    outbox.add({ id: newId(), act: 'undo', list: wish?.list ?? list, uidValidity: '', uids: '', all: null, count: 0, target: '', label: '', undoes: id });
  }
  if (last)
    bar.say('undone', last.count);
}

/** How things looked before: the last wishes by name. @type {Map<string, Wish>} */
const remembered = new Map();
const add = outbox.add.bind(outbox);
outbox.add = wish => {
  remembered.set(wish.id, wish);
  if (remembered.size > 100)
    remembered.delete(/** @type {string} */ (remembered.keys().next().value));
  add(wish);
};

const newId = () => crypto.randomUUID?.() ?? Array.from(crypto.getRandomValues(new Uint32Array(4)), n => n.toString(16)).join('-');

/** @param {string} list */
function mailboxOf(list) {
  const path = new URL(list, document.baseURI).pathname;
  const item = [...document.querySelectorAll('[role=treeitem][data-mailbox][href]')].find(other => other instanceof HTMLAnchorElement && other.pathname === path);
  return item instanceof HTMLElement ? item.dataset.mailbox ?? '' : '';
}

// ---- hands

document.addEventListener('click', event => {
  const target = /** @type {Element} */ (event.target);
  if (target.closest('[data-undo]'))
    return undo();
  if (target.closest('[data-undo-close]'))
    return bar.hide();
  const button = target.closest('[data-act]');
  if (!(button instanceof HTMLElement) || button.ariaDisabled === 'true')
    return;
  const { act: name = '', target: where, label } = button.dataset;
  void act(name, pickedFor(button), { target: where, label });
}, true);

document.addEventListener('webmail:act', event => {
  const { act: name, picked: what, target, label } = /** @type {CustomEvent} */ (event).detail;
  void act(name, what ?? picked(), { target, label });
});

/** Gmail's keys. @type {Record<string, string>} */
const keys = {
  e: 'archive', y: 'archive', '#': 'delete', Delete: 'delete', '!': 'spam', s: 'flag', v: 'move', l: 'label', z: 'undo', I: 'seen', U: 'unseen',
};

document.addEventListener('keydown', event => {
  const target = /** @type {Element} */ (event.target);
  if (event.defaultPrevented || event.isComposing || event.altKey || target.closest(elsewhere) || document.querySelector('dialog[open], [aria-modal=true]'))
    return;
  const undoes = event.key === 'z' && (event.ctrlKey || event.metaKey) && !event.shiftKey;
  const name = undoes ? 'undo' : event.ctrlKey || event.metaKey ? undefined : keys[event.key];
  if (!name)
    return;
  event.preventDefault();
  const what = name === 'undo' ? null : picked();
  void act(name === 'spam' && useOf(what) === 'Junk' ? 'notspam' : name, what);
});

/** @param {Picked | null} what */
function useOf(what) {
  const item = what && [...document.querySelectorAll('[role=treeitem][data-use]')].find(
    other => other instanceof HTMLElement && other.dataset.mailbox === mailboxOf(what.list));
  return item instanceof HTMLElement ? item.dataset.use : '';
}

// Whoever signs out leaves nothing to read behind. Wishes stay: they are done when the same person is back, for nobody else.
document.addEventListener('submit', event => {
  if (!(event.target instanceof HTMLFormElement) || !event.target.getAttribute('action')?.startsWith('signout'))
    return;
  bar.forgetAll();
  forgetRecents();
}, true);

// An answer that was on its way over a broken connection does not come any more.
document.addEventListener('webmail:up', () => outbox.again());
// What the server drew before it heard of a wish does not take it off the screen.
document.addEventListener('webmail:rendered', () => {
  outbox.waiting.forEach(look.show);
  tell();
});
tell();

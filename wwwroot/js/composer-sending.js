// What happens from the button to the answer of the server: looked through once more, complete, handed over, and said where it is not.
// @ts-check
import { warn } from './composer-checks.js';
import { forgetCopy } from './draft-copies.js';
import { address, ask } from './draft-sync.js';
import { sentTo } from './people.js';

/** @typedef {import('./composer.js').Composer} Composer */

/** Sends what a window holds, or says in it why not. @param {Composer} composer @param {Date | null} at When; at once without. */
export async function leave(composer, at) {
  const { words } = composer.owner;
  const fields = Object.values(composer.recipients);
  fields.forEach(field => field.take());
  composer.settle();
  const broken = fields.flatMap(field => field.broken);
  if (broken[0])
    return composer.say((words.broken ?? '').replace('{0}', broken[0]));
  if (!fields.some(field => field.list.length))
    return void (composer.say(words.nobody ?? ''), composer.recipients.to.field.focus());
  if (warn(composer))
    return;
  busy(composer, true);
  if (!await composer.attachments.ready(() => waits(composer)))
    return busy(composer, false);
  composer.settle();
  await composer.sync.rest();
  if (await hand(composer, at))
    return;
  busy(composer, false);
  if (!composer.differs.asks)
    composer.sync.goOn();
}

/** @param {Composer} composer @param {Date | null} at @returns {Promise<boolean>} Whether the server has it. */
async function hand(composer, at) {
  const { draft, owner, sync } = composer;
  const { words } = owner;
  try {
    const query = new URLSearchParams({ base: String(sync.base), ...at ? { at: at.toISOString() } : {} });
    const answer = await ask(address(owner.account, `drafts/${draft.id}/send?${query}`), { method: 'POST', body: JSON.stringify(draft) });
    if (answer.ok) {
      sync.stop();
      sentTo();
      forgetCopy(owner.account, draft.id);
      owner.sent(composer, await answer.json());
      return true;
    }
    if (answer.status === 409)
      composer.differs.ask(await answer.json());
    else
      composer.say(answer.status === 401 ? words.signedOut ?? '' : answer.status === 422 ? (await answer.json()).text : words.notSent ?? '');
  } catch {
    composer.say(words.notSent ?? '');
  }
  return false;
}

/** What keeps it from being sent at once. @param {Composer} composer */
function waits(composer) {
  const { pending } = composer.attachments;
  const { words } = composer.owner;
  composer.hear((pending === 1 ? words.waitsForOne : words.waits?.replace('{0}', String(pending))) ?? '');
}

/** @param {Composer} composer @param {boolean} on */
function busy(composer, on) {
  composer.sending = on;
  composer.element.ariaBusy = String(on);
  /** @type {HTMLButtonElement} */ (composer.get('[data-send]')).disabled = on;
}

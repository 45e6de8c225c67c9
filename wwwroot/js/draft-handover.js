// A draft goes from one window of this browser to another as it is, with what the server does not know yet and the files on their way.
// The one that has it keeps it until the other says that it is there: a window that never comes takes nothing along.
// @ts-check

/** @typedef {import('./draft-copies.js').Draft} Draft */

/**
 * @typedef {object} Handed
 * @property {Draft} draft
 * @property {number} base The revision the server confirmed last.
 * @property {[string, File][]} files Those not uploaded yet, by the attachment's name.
 * @property {[string, string][]} pictures What shows the pictures in the text, by their names in the message.
 */

/**
 * @typedef {object} Holder Who has drafts and gives them away.
 * @property {(id: string) => Handed | null} offer What it has of a draft, which rests from now on; null when it has none to give.
 * @property {(id: string) => void} taken It is the other's.
 * @property {(id: string) => void} kept Nobody took it: it goes on here.
 */

/** @typedef {{ kind: 'ask' | 'here' | 'taken', account: string, id: string, by: string, handed?: Handed }} Word */

/** How long the one that asks waits, and the one that offers longer, in milliseconds. */
const patience = 2_000;
const longer = 4_000;

const channel = new BroadcastChannel('drafts');

/** Answers to who asks for a draft. @param {string} account @param {Holder} holder */
export function giveAway(account, holder) {
  /** Drafts that are offered to somebody. @type {Map<string, number>} */
  const offered = new Map();
  channel.addEventListener('message', event => {
    const { kind, id, by, ...word } = /** @type {Word} */ (event.data);
    if (word.account !== account)
      return;
    if (kind === 'ask' && !offered.has(id)) {
      const handed = holder.offer(id);
      if (!handed)
        return;
      offered.set(id, setTimeout(() => { offered.delete(id); holder.kept(id); }, longer));
      channel.postMessage({ kind: 'here', account, id, by, handed });
    } else if (kind === 'taken' && offered.has(id)) {
      clearTimeout(offered.get(id));
      offered.delete(id);
      holder.taken(id);
    }
  });
}

/** Asks for a draft: the answer is the draft, which is here from now on, or null when nobody gives it. @param {string} account @param {string} id @param {string} by Whoever asks. */
export function takeOver(account, id, by) {
  return /** @type {Promise<Handed | null>} */ (new Promise(resolve => {
    const done = new AbortController();
    /** @param {Handed | null} handed */
    const end = handed => {
      done.abort();
      clearTimeout(timer);
      resolve(handed);
    };
    const timer = setTimeout(() => end(null), patience);
    channel.addEventListener('message', event => {
      const word = /** @type {Word} */ (event.data);
      if (word.kind !== 'here' || word.by !== by || !word.handed)
        return;
      channel.postMessage({ kind: 'taken', account, id, by });
      end(word.handed);
    }, { signal: done.signal });
    channel.postMessage({ kind: 'ask', account, id, by });
  }));
}

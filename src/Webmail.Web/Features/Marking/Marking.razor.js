// Read and flagged, set by hand: on the screen at once, then kept until the mail server has them, in the order they were set. They
// outlive the connection, the circuit, a reload and a new sign-in; only a closed tab ends them.
// @ts-check

/** @typedef {'seen' | 'flagged'} Mark */
/** How a message shall be. @typedef {{ path: string, mark: Mark, set: boolean }} Wish */
/** @typedef {{ invokeMethodAsync(name: string, path: string, mark: string, set: boolean): Promise<'done' | 'later' | 'refused'> }} Server */

const storageKey = 'marks';
const longestPause = 30_000;

/** Oldest first. @type {Wish[]} */
const waiting = read();
/** @type {Server | null} */
let server = null;
let sending = false;
let pause = 1_000;
let timer = 0;

/** Marks go here from now on. @param {HTMLElement} place @param {Server} to */
export function serve(place, to) {
  place.dataset.served = 'yes';
  server = to;
  sending = false;
  void send();
}

/** @returns {Wish[]} */
function read() {
  try {
    return JSON.parse(sessionStorage.getItem(storageKey) ?? '[]');
  } catch {
    return []; // No storage in this browser, or not ours.
  }
}

function save() {
  try {
    sessionStorage.setItem(storageKey, JSON.stringify(waiting));
  } catch {
    // Storage is full or forbidden: marks wait as long as the page lives.
  }
  tell();
}

/** The pill says that something waits. Most is answered before anybody could read it (app.css). */
function tell() {
  const pill = /** @type {HTMLElement | null} */ (document.querySelector('[data-waiting]'));
  const text = pill?.querySelector('[data-text]');
  if (!pill || !text)
    return;
  const { one = '', many = '' } = pill.dataset;
  pill.dataset.waiting = String(waiting.length);
  text.textContent = waiting.length === 1 ? one : many.replace('{0}', String(waiting.length));
}

/** One after the other: the answer to one lets the next go. */
async function send() {
  clearTimeout(timer);
  const [wish] = waiting;
  if (!wish || !server || sending || document.documentElement.dataset.connection === 'down')
    return;
  sending = true;
  const asked = server;
  try {
    const answer = await asked.invokeMethodAsync('MarkAsync', wish.path, wish.mark, wish.set);
    if (asked !== server)
      return; // It was asked again elsewhere meanwhile.
    sending = false;
    if (answer === 'later') {
      pause = Math.min(pause * 2, longestPause);
      timer = setTimeout(send, pause);
      return;
    }
    pause = 1_000;
    waiting.shift();
    save();
    if (answer === 'refused')
      show({ ...wish, set: !wish.set });
    void send();
  } catch {
    // The connection broke, so nobody knows: it is asked again when there is one.
    if (asked === server)
      sending = false;
  }
}

// An answer that was on its way over a broken connection does not come any more.
document.addEventListener('webmail:up', () => {
  sending = false;
  void send();
});

// ---- on the screen

/** @param {string} path */
const addressOf = path => new URL(path, document.baseURI).pathname;

/** Shows a message the way it shall be, wherever it is on the page. @param {Wish} wish */
function show({ path, mark, set }) {
  const address = addressOf(path);
  for (const link of document.querySelectorAll('[role=row] a[href]')) {
    if (link instanceof HTMLAnchorElement && link.pathname === address)
      showOn(/** @type {HTMLElement} */ (link.closest('[role=row]')), mark, set);
  }
  for (const card of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll('[data-card]'))) {
    if (card.dataset.card && addressOf(card.dataset.card) === address)
      showOn(card, mark, set);
  }
}

/** @param {HTMLElement} message A row or the open message. @param {Mark} mark @param {boolean} set */
function showOn(message, mark, set) {
  if (mark === 'seen' && message.role === 'row')
    message.classList.toggle('unread', !set);
  if (mark === 'flagged')
    message.dataset.flagged = String(set);
  for (const button of message.querySelectorAll(`[data-mark$=${mark}]`)) {
    button.setAttribute('data-mark', `${set ? '-' : '+'}${mark}`);
    if (button.ariaPressed !== null)
      button.ariaPressed = String(mark === 'flagged' ? set : !set);
  }
}

document.addEventListener('click', event => {
  const button = /** @type {Element} */ (event.target).closest('[data-mark]');
  const message = button?.closest('[role=row], [data-card]');
  const path = message?.getAttribute('data-card') ?? message?.querySelector('a[href]')?.getAttribute('href');
  if (!(button instanceof HTMLElement) || !path)
    return;
  const [sign, ...mark] = button.dataset.mark ?? '';
  const wish = { path: path.split('?')[0], mark: /** @type {Mark} */ (mark.join('')), set: sign === '+' };
  waiting.push(wish);
  show(wish);
  save();
  void send();
}, true);

// What the server drew before it heard of a mark does not take it off the screen.
document.addEventListener('webmail:rendered', () => waiting.forEach(show));
tell();

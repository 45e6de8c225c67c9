// Keeps the page connected without ever asking. A connection that is cut is made again; a circuit that is gone, with its server or
// after a night's sleep, is begun anew under what is shown, and what hands did stays where it was. The pill in the app bar is all
// that tells (app.css, .connection).
// @ts-check
import { fetchPage, PageChanged } from './fresh-page.js';
import { Hub } from './hub.js';
import { keep } from './keep.js';
import './late-clicks.js';
import './navigation.js';

/**
 * @typedef {object} BlazorApi
 * @property {(options: object) => Promise<void>} start
 * @property {() => Promise<boolean>} reconnect
 * @property {() => Promise<boolean>} resumeCircuit
 * @property {(url: string, options?: object) => void} navigateTo
 */
/** @typedef {{ invokeMethodAsync(assembly: string, method: string, ...args: unknown[]): Promise<any> }} DotNetApi */

const { Blazor: blazor, DotNet: dotNet } = /** @type {{ Blazor: BlazorApi, DotNet: DotNetApi }} */ (/** @type {unknown} */ (window));
const root = document.documentElement;

/** An attempt that takes longer than this will not come to anything. */
const attemptTimeout = 12_000;

/** A page that heard nothing for so long asks whether the server is still there. */
const longSleep = 5_000;

/** How long the answer may take: as long as the slowest usable network needs. */
const probeTimeout = 1_500;

/** How often a page that failed may be loaded anew by itself. */
const reloadEvery = 30_000;

let returning = false;
let probing = false;
let attempts = 0;
/** Ends the pause between two attempts. */
let hurry = () => {};
/** Ends an attempt that may have been going on since before the phone fell asleep. */
let abandon = () => {};

const hub = new Hub({
  beforeReplacing: () => keep.take(),
  replaced: () => {
    keep.put();
    root.dataset.connection ??= 'starting';
  },
  routed: () => {
    if (location.href !== hub.location)
      tellLocation();
    tell('up');
  },
  rendered: () => document.dispatchEvent(new Event('webmail:rendered')),
  failed: reason => void startOver(reason),
  silent: () => void probe(),
});

/** @param {'up' | 'down'} state */
function tell(state) {
  root.dataset.connection = state;
  document.dispatchEvent(new Event(`webmail:${state}`));
}

/** At once, then slower, seldom when nobody looks, never all pages of a restarted server at once. @param {number} attempt */
const pause = attempt => attempt === 0 ? 0
  : Math.min(300 * 1.6 ** attempt, document.visibilityState === 'visible' ? 2_500 : 15_000) * (0.75 + Math.random() / 2);

/** @param {number} time */
const rest = time => new Promise(resolve => {
  const timer = setTimeout(resolve, time);
  hurry = () => {
    clearTimeout(timer);
    resolve(undefined);
  };
});

/** @template T @param {Promise<T>} work @param {number} time @returns {Promise<T>} */
const within = (work, time) => Promise.race([
  work, new Promise((_, reject) => { setTimeout(() => reject(new Error('No answer.')), time); }),
]);

async function comeBack() {
  if (returning)
    return;
  returning = true;
  tell('down');
  for (attempts = 0; !await tryAgain(); attempts++);
  returning = false;
}

/** One attempt. Answers whether there is no need for another. */
async function tryAgain() {
  await rest(pause(attempts));
  const aborted = new AbortController();
  abandon = () => {
    aborted.abort();
    void hub.drop();
  };
  try {
    if (isWhole() && await within(blazor.reconnect(), attemptTimeout)) {
      takeUp();
      return true;
    }
    hub.beginWith(await fetchPage(Number(root.dataset.firstRow ?? 0), aborted.signal));
    // Up again when the router is: hub.routed.
    return await within(blazor.resumeCircuit(), attemptTimeout);
  } catch (failure) {
    if (failure instanceof PageChanged || isRefusal(failure) || isUnstarted(failure)) {
      await startOver(failure);
      return true;
    }
    return false; // Nobody answers yet.
  } finally {
    abandon = () => {};
  }
}

/**
 * Every part of the page that asks its server found it. What the server said while the connection broke is lost, and it does not
 * say it again: a circuit that got stuck half-way is not taken up.
 */
const isWhole = () => !hub.awaitsFirstPicture && [...document.querySelectorAll('[data-serves]')].every(part => part.getAttribute('data-served') === 'yes');

/** There never was a circuit, so there is none to go on with. @param {unknown} failure */
const isUnstarted = failure => failure instanceof Error && failure.message.includes('Circuit host not initialized');

/** The session ended: the page says so itself when it is loaded anew. @param {unknown} failure */
const isRefusal = failure => failure instanceof Error && /Status code '40[13]'/.test(failure.message);

/** The same circuit again: it is told where the page went meanwhile, also what was on its way when the connection broke. */
function takeUp() {
  tellLocation();
  tell('up');
}

const tellLocation = () => blazor.navigateTo(location.href, { replaceHistoryEntry: true });

/** Loads the page anew, at the same address, with all that was written on it. @param {unknown} reason */
async function startOver(reason) {
  console.warn('The page is loaded anew.', reason);
  tell('down');
  keep.save();
  const last = Number(sessionStorage.getItem('started-over') ?? 0);
  await rest(Math.max(0, last + reloadEvery - Date.now()));
  sessionStorage.setItem('started-over', String(Date.now()));
  location.reload();
}

/** Whether somebody is still at the other end; a connection that only looks alive is cut, and made again at once. */
async function probe() {
  if (probing || returning || !hub.connected)
    return;
  probing = true;
  try {
    await within(dotNet.invokeMethodAsync('Webmail.Web', 'StillThere'), probeTimeout);
  } catch {
    void hub.drop();
  } finally {
    probing = false;
  }
}

/**
 * The server is about to stop: the page lets go of it once a proxy has had time to notice, and not together with all others.
 * @param {number} left Milliseconds until it is gone.
 */
export function moveOn(left) {
  setTimeout(() => void hub.drop(), left * (0.3 + 0.4 * Math.random()));
}

function wake() {
  if (document.visibilityState === 'hidden')
    return;
  attempts = -1;
  abandon();
  hurry();
  if (performance.now() - hub.heardAt > longSleep)
    void probe();
}

document.addEventListener('visibilitychange', wake);
document.addEventListener('resume', wake);
window.addEventListener('pageshow', wake);
window.addEventListener('online', wake);
window.addEventListener('offline', () => void probe());

keep.restore();
await blazor.start({
  circuit: {
    configureSignalR: (/** @type {import('./hub.js').Builder} */ builder) => hub.configure(builder),
    reconnectionHandler: { onConnectionDown: () => void comeBack(), onConnectionUp: () => {} },
  },
  ssr: { disableDomPreservation: true },
});

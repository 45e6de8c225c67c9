// Brings one file to the server in pieces, and goes on after a broken connection or a restart of the server where it was.
// @ts-check
import { ask } from './draft-sync.js';

/** @typedef {import('./composer-attachments.js').Upload} Upload */

/** Less than proxies take by default. */
const piece = 1_000_000;
const longestPause = 15_000;

/** Until all of it is there, or it is stopped, or the server does not want it. @param {Upload} one @param {string} url @param {() => void} further */
export async function upload(one, url, further) {
  let known = false;
  for (let pause = 1_000; !one.stop.signal.aborted && !one.done && !one.trouble;) {
    try {
      known = known || await know(one, url, further);
      if (known && await append(one, url, further)) {
        pause = 1_000;
        continue;
      }
      known = false;
    } catch {
      known = false; // The connection broke: what came through is asked for.
    }
    if (one.stop.signal.aborted || one.trouble)
      break;
    await rest(pause, one.stop.signal);
    pause = Math.min(pause * 2, longestPause);
  }
}

/** Until it is worth trying again. @param {number} pause @param {AbortSignal} signal */
function rest(pause, signal) {
  return new Promise(resolve => {
    const done = new AbortController();
    const go = () => { clearTimeout(timer); done.abort(); resolve(undefined); };
    const timer = setTimeout(go, pause);
    signal.addEventListener('abort', go, { signal: done.signal });
    addEventListener('online', go, { signal: done.signal });
    document.addEventListener('webmail:up', go, { signal: done.signal });
  });
}

/** Whether the server knows it, and how far it is. @param {Upload} one @param {string} url @param {() => void} further @returns {Promise<boolean>} */
async function know(one, url, further) {
  const answer = await ask(`${url}?size=${one.entry.size}`, { method: 'PUT', signal: one.stop.signal });
  if (answer.status === 413) {
    one.trouble = 'large';
    one.reason = (await answer.json()).text;
  }
  if (!answer.ok)
    return false;
  one.offset = Number(answer.headers.get('Upload-Offset') ?? 0);
  further();
  return true;
}

/** Sends the next piece. @param {Upload} one @param {string} url @param {() => void} further @returns {Promise<boolean>} */
async function append(one, url, further) {
  if (one.done)
    return true;
  const answer = await fetch(url, {
    method: 'PATCH', cache: 'no-store', signal: one.stop.signal, body: one.file?.slice(one.offset, one.offset + piece),
    headers: { 'X-Webmail': 'compose', 'Upload-Offset': String(one.offset), 'Content-Type': 'application/octet-stream' },
  });
  if (!answer.ok)
    return false;
  one.offset = Number(answer.headers.get('Upload-Offset'));
  further();
  return true;
}

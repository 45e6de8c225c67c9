// The page at this address as the server makes it now: where a new circuit begins.
// @ts-check

/** The session ended, or another version of the webmail answers: only loading the page anew helps. */
export class PageChanged extends Error {}

/** @typedef {import('./hub.js').Beginning} Beginning */

/** @param {Document} page */
const scriptsOf = page => [...page.querySelectorAll('script[src]')].map(script => script.getAttribute('src')).join('\n');

/**
 * Fetches it. The server reads the mail it needs along the way.
 * @param {number} firstRow Of the list that is seen. @param {AbortSignal} aborted @returns {Promise<Beginning>}
 */
export async function fetchPage(firstRow, aborted) {
  const answer = await fetch(location.href, {
    headers: { accept: 'text/html', 'webmail-first-row': String(firstRow) }, cache: 'no-store', redirect: 'manual',
    signal: AbortSignal.any([aborted, AbortSignal.timeout(15_000)]),
  });
  if (answer.type === 'opaqueredirect' || [401, 403, 404].includes(answer.status))
    throw new PageChanged(`The page answers ${answer.status}.`);
  if (!answer.ok)
    throw new Error(`The page answers ${answer.status}.`);
  const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
  if (scriptsOf(page) !== scriptsOf(document))
    throw new PageChanged('Another version.');
  const comments = commentsOf(page);
  const markers = comments.filter(text => text.startsWith('Blazor:')).map(text => JSON.parse(text.slice('Blazor:'.length)))
    .filter(marker => marker.type === 'server');
  const state = comments.find(text => text.startsWith(statePrefix))?.slice(statePrefix.length);
  if (markers.length === 0 || !state)
    throw new PageChanged('The page has no circuit.');
  return { markers, state };
}

const statePrefix = 'Blazor-Server-Component-State:';

/** @param {Document} page */
function commentsOf(page) {
  const walker = page.createTreeWalker(page, NodeFilter.SHOW_COMMENT);
  const texts = [];
  while (walker.nextNode())
    texts.push(/** @type {Comment} */ (walker.currentNode).data.trim());
  return texts;
}

// What windows are made from: their HTML, words and looks, fetched once, with the first of them.
// @ts-check
import { address, ask } from './draft-sync.js';

const longestPause = 10_000;

/** @typedef {{ template: HTMLTemplateElement, words: Record<string, string> }} Parts */

/** @type {Promise<Parts> | undefined} */
let asked;

/** Waits for the network as long as it takes: who asked for a window gets it. @param {string} account */
export const windowParts = account => asked ??= fetched(account);

/** @param {string} account @returns {Promise<Parts>} */
async function fetched(account) {
  const [parts] = await Promise.all([markup(account), looks()]);
  document.body.append(...parts.querySelectorAll('[data-sent-bar]'));
  return {
    template: /** @type {HTMLTemplateElement} */ (parts.getElementById('composer')),
    words: JSON.parse(/** @type {HTMLElement} */ (parts.querySelector('[data-words]')).dataset.words ?? '{}'),
  };
}

/** @param {string} account @returns {Promise<Document>} */
async function markup(account) {
  for (let pause = 500; ; pause = Math.min(pause * 2, longestPause)) {
    try {
      const answer = await ask(address(account, 'window'));
      if (answer.ok)
        return new DOMParser().parseFromString(await answer.text(), 'text/html');
    } catch {
      // No network: it is asked again, sooner when there is one.
    }
    await new Promise(resolve => {
      const timer = setTimeout(resolve, pause);
      document.addEventListener('webmail:up', () => { clearTimeout(timer); resolve(undefined); }, { once: true });
    });
  }
}

/** @returns {Promise<unknown>} */
function looks() {
  const addresses = document.getElementById('composers')?.dataset.style?.split(' ') ?? [];
  return Promise.all(addresses.map(address => {
    const link = document.createElement('link');
    link.rel = 'stylesheet';
    link.href = address;
    return new Promise(resolve => {
      // Ugly is better than not at all.
      link.onload = link.onerror = resolve;
      document.head.append(link);
    });
  }));
}

// Where the reader was in each list of this tab, so that Back leads there.

const storageKey = 'list-positions';
const most = 50;

/** @typedef {{ row: number, cursor: string }} Position */

let returning = ['reload', 'back_forward'].includes(
  /** @type {PerformanceNavigationTiming | undefined} */ (performance.getEntriesByType('navigation')[0])?.type ?? '');
window.addEventListener('popstate', () => { returning = true; });
document.addEventListener('click', event => {
  if (event.target instanceof Element && event.target.closest('a[href]'))
    returning = false;
}, true);

/** The position to return to; nothing when the list was opened by a link. @param {string} list @returns {Position | undefined} */
export function positionToRestore(list) {
  const position = returning ? read()[list] : undefined;
  returning = false;
  return position;
}

/** @param {string} list @param {Position} position */
export function savePosition(list, position) {
  const positions = read();
  delete positions[list];
  positions[list] = position;
  try {
    sessionStorage.setItem(storageKey, JSON.stringify(Object.fromEntries(Object.entries(positions).slice(-most))));
  } catch {
    // Storage is full or forbidden: Back then leads to the top of the list.
  }
}

/** @returns {Record<string, Position>} */
function read() {
  try {
    return JSON.parse(sessionStorage.getItem(storageKey) ?? '{}');
  } catch {
    return {}; // No storage in this browser, or not ours.
  }
}

// How a row leaves: it fades where it was, then those below it move up. What counts is done before: this is only for the eye.
// @ts-check

const fade = 90;
const close = 160;
const easing = 'cubic-bezier(.2, .8, .2, 1)';
const still = matchMedia('(prefers-reduced-motion: reduce)');

/** @typedef {import('./list-view.js').ListView} ListView */

/**
 * Call it while the row is still in its place, and what it answers once the others have taken theirs.
 * @param {ListView} view @param {HTMLElement | undefined} row @returns {() => void}
 */
export function leaving(view, row) {
  const ghosts = view.grid?.querySelector('[data-ghosts]');
  if (!row || !ghosts || still.matches || document.hidden || row.offsetHeight === 0)
    return () => {};
  const number = view.number(row);
  const { top } = view.scroll;
  const place = number * view.scroll.rowHeight - view.scroll.shift;
  // A row that was swiped out is not seen to leave a second time.
  const ghost = row.dataset.swiped === undefined ? /** @type {HTMLElement} */ (row.cloneNode(true)) : null;
  return () => {
    if (view.scroll.top !== top)
      return; // The end of the list came with it: nothing moves up.
    if (ghost)
      haunt(ghosts, ghost, place);
    for (const below of view.rows) {
      if (view.number(below) >= number && view.number(below) <= view.scroll.firstRow + view.scroll.visibleRows)
        below.animate({ transform: [`translateY(${view.scroll.rowHeight}px)`, 'none'] },
          { duration: close, delay: fade, fill: 'backwards', easing, composite: 'add' });
    }
  };
}

/** @param {Element} ghosts @param {HTMLElement} ghost @param {number} place */
function haunt(ghosts, ghost, place) {
  for (const name of ['role', 'data-uid', 'aria-label', 'aria-description', 'data-away'])
    ghost.removeAttribute(name);
  ghost.inert = true;
  ghost.style.position = 'absolute';
  ghost.style.insetInline = '0';
  ghost.style.top = `${place}px`;
  ghosts.append(ghost);
  ghost.animate({ opacity: [1, 0] }, { duration: fade, fill: 'forwards' }).finished.then(() => ghost.remove(), () => ghost.remove());
}

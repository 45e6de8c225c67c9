// The frames that show messages. The server draws places for them; the frames themselves belong to the browser, so that one that is
// loaded stays loaded, scrolled where it was, when the page around it is drawn anew.
// @ts-check

const placeSelector = '[data-frame]';

/** @typedef {HTMLElement & { moveBefore?(node: Node, child: Node | null): void }} Holder */

/** Frames without a place: what the page showed when it was last drawn. */
const parking = /** @type {Holder} */ (document.createElement('div'));
parking.hidden = true;
document.body.append(parking);

/** @param {Holder} holder @param {HTMLIFrameElement} frame */
function move(holder, frame) {
  if (holder.moveBefore && frame.isConnected)
    holder.moveBefore(frame, null);
  else
    holder.append(frame); // It loads anew: this browser cannot move it as it is.
}

/** @param {HTMLElement} place */
const nameOf = place => place.dataset.frame ?? '';

/** Takes the frames out of a page that is about to be drawn anew. */
export function parkFrames() {
  for (const place of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll(placeSelector))) {
    const frame = place.querySelector('iframe');
    if (!frame)
      continue;
    frame.dataset.of = nameOf(place);
    move(parking, frame);
  }
}

/** Puts a frame into every place that has none. */
export function placeFrames() {
  for (const place of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll(placeSelector))) {
    const frame = place.querySelector('iframe') ?? frameFor(place);
    const title = place.closest('[hidden]') ? '' : place.dataset.title ?? '';
    if (frame.title !== title)
      frame.title = title;
  }
  for (const frame of parking.querySelectorAll('iframe'))
    frame.remove();
}

/** @param {HTMLElement} place */
function frameFor(place) {
  const parked = [...parking.querySelectorAll('iframe')].find(frame => frame.dataset.of === nameOf(place));
  const frame = parked ?? document.createElement('iframe');
  if (!parked) {
    frame.setAttribute('sandbox', 'allow-popups allow-popups-to-escape-sandbox');
    frame.referrerPolicy = 'no-referrer';
    frame.src = place.dataset.src ?? '';
  }
  move(/** @type {Holder} */ (place), frame);
  return frame;
}

document.addEventListener('webmail:rendered', placeFrames);

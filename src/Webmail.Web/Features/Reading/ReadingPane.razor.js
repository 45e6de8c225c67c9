// Serves the reading pane: what must not wait for the server.

const phone = matchMedia("(max-width: 767.98px)");
const listeners = new WeakMap();

export function attach(pane) {
  const leaving = new AbortController();
  listeners.set(pane, leaving);
  pane.addEventListener("beforetoggle", place, { capture: true, signal: leaving.signal });
  pane.addEventListener("toggle", focusFirst, { capture: true, signal: leaving.signal });
  pane.addEventListener("keydown", moveFocus, { signal: leaving.signal });
  pane.addEventListener("click", closeMenu, { signal: leaving.signal });
}

export function detach(pane) {
  listeners.get(pane)?.abort();
}

/** A message is on the screen. On a phone it is a page of its own, so the focus begins at its heading. */
export function arrived(pane) {
  if (phone.matches)
    pane.querySelector("[data-subject]")?.focus({ preventScroll: true });
}

/** Menus open under their button, at whichever side has room. */
function place(event) {
  const menu = event.target;
  if (event.newState !== "open" || !menu.matches("[popover]"))
    return;
  const button = menu.parentElement.querySelector(`[popovertarget="${menu.id}"]`).getBoundingClientRect();
  const toTheRight = button.left + 260 < innerWidth;
  menu.style.top = `${button.bottom + 4}px`;
  menu.style.left = toTheRight ? `${button.left}px` : "auto";
  menu.style.right = toTheRight ? "auto" : `${Math.max(8, innerWidth - button.right)}px`;
}

function focusFirst(event) {
  if (event.newState === "open" && event.target.matches("[role=menu]"))
    event.target.querySelector("[role=menuitem]").focus();
}

function closeMenu(event) {
  if (event.target.closest("[role=menuitem]"))
    event.target.closest("[popover]").hidePopover();
}

/** Arrows move inside a menu and along the toolbar. */
function moveFocus(event) {
  const menu = event.target.closest("[role=menu]");
  const bar = menu ? null : event.target.closest("[role=toolbar]");
  const items = menu ? [...menu.querySelectorAll("[role=menuitem]")]
    : bar ? [...bar.querySelectorAll(".ib")].filter(item => item.offsetParent && !item.disabled && item.ariaDisabled !== "true") : [];
  const [back, forth] = menu ? ["ArrowUp", "ArrowDown"] : ["ArrowLeft", "ArrowRight"];
  const at = items.indexOf(event.target.closest("[role=menuitem], .ib"));
  const next = event.key === back ? at - 1 : event.key === forth ? at + 1
    : event.key === "Home" ? 0 : event.key === "End" ? items.length - 1 : null;
  if (at < 0 || next === null)
    return;
  event.preventDefault();
  event.stopPropagation();
  items[(next + items.length) % items.length].focus();
}

// Serves the reading pane: what must not wait for the server.

const phone = matchMedia("(max-width: 767.98px)");
/** @type {WeakMap<HTMLElement, AbortController>} */
const listeners = new WeakMap();

/** @param {HTMLElement} pane */
export function attach(pane) {
  pane.dataset.served = "yes";
  const leaving = new AbortController();
  listeners.set(pane, leaving);
  pane.addEventListener("beforetoggle", place, { capture: true, signal: leaving.signal });
  pane.addEventListener("toggle", focusFirst, { capture: true, signal: leaving.signal });
  pane.addEventListener("keydown", moveFocus, { signal: leaving.signal });
  pane.addEventListener("click", closeMenu, { signal: leaving.signal });
}

/** @param {HTMLElement} pane */
export function detach(pane) {
  listeners.get(pane)?.abort();
}

/** A message is on the screen. On a phone it is a page of its own, so the focus begins at its heading, unless somebody writes by now. @param {HTMLElement} pane */
export function arrived(pane) {
  if (phone.matches && !document.activeElement?.matches("input, textarea, [contenteditable=true]"))
    /** @type {HTMLElement | null} */ (pane.querySelector("[data-subject]"))?.focus({ preventScroll: true });
}

/** Menus open under their button, at whichever side has room. @param {Event} event */
function place(event) {
  const menu = /** @type {HTMLElement} */ (event.target);
  if (/** @type {ToggleEvent} */ (event).newState !== "open" || !menu.matches("[popover]"))
    return;
  const button = menu.parentElement?.querySelector(`[popovertarget="${menu.id}"]`)?.getBoundingClientRect();
  if (!button)
    return;
  const toTheRight = button.left + 260 < innerWidth;
  menu.style.top = `${button.bottom + 4}px`;
  menu.style.left = toTheRight ? `${button.left}px` : "auto";
  menu.style.right = toTheRight ? "auto" : `${Math.max(8, innerWidth - button.right)}px`;
}

/** @param {Event} event */
function focusFirst(event) {
  const menu = /** @type {HTMLElement} */ (event.target);
  if (/** @type {ToggleEvent} */ (event).newState === "open" && menu.matches("[role=menu]"))
    /** @type {HTMLElement | null} */ (menu.querySelector("[role=menuitem]"))?.focus();
}

/** @param {Event} event */
function closeMenu(event) {
  const item = /** @type {Element} */ (event.target).closest("[role=menuitem]");
  /** @type {HTMLElement | null | undefined} */ (item?.closest("[popover]"))?.hidePopover();
}

/** Arrows move inside a menu and along the toolbar. @param {KeyboardEvent} event */
function moveFocus(event) {
  const target = /** @type {Element} */ (event.target);
  const menu = target.closest("[role=menu]");
  const bar = menu ? null : target.closest("[role=toolbar]");
  const all = /** @type {HTMLElement[]} */ ([...(menu ?? bar)?.querySelectorAll(menu ? "[role=menuitem]" : ".ib") ?? []]);
  const items = menu ? all : all.filter(item => item.offsetParent && !item.matches(":disabled") && item.ariaDisabled !== "true");
  const [back, forth] = menu ? ["ArrowUp", "ArrowDown"] : ["ArrowLeft", "ArrowRight"];
  const at = items.findIndex(item => item === target.closest("[role=menuitem], .ib"));
  const next = event.key === back ? at - 1 : event.key === forth ? at + 1
    : event.key === "Home" ? 0 : event.key === "End" ? items.length - 1 : null;
  if (at < 0 || next === null)
    return;
  event.preventDefault();
  event.stopPropagation();
  items[(next + items.length) % items.length].focus();
}

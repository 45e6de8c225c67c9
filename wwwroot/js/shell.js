// What a hand does to the shell answers at once: drawer, splitters, theme, keys. No round trip.
// @ts-check
import { setCookie } from "./cookies.js";
import { goTo } from "./navigation.js";
import { markSplitters, startSplitters } from "./splitters.js";

const root = document.documentElement;
const wide = matchMedia("(min-width: 1200px)");

/** @param {string} theme */
function setTheme(theme) {
  root.dataset.theme = theme;
  setCookie("theme", theme);
  markChoices();
}

const isDark = () => root.dataset.theme === "dark" || (root.dataset.theme === "system" && matchMedia("(prefers-color-scheme: dark)").matches);

/** Buttons of choices show what is chosen, also those that were rendered after it was. */
function markChoices() {
  for (const button of document.querySelectorAll("[data-set-theme]"))
    button.setAttribute("aria-pressed", String(button.getAttribute("data-set-theme") === root.dataset.theme));
  for (const button of document.querySelectorAll("[data-set-density]"))
    button.setAttribute("aria-pressed", String(button.getAttribute("data-set-density") === root.dataset.density));
}

/** Android's back gesture and Esc close the drawer; elsewhere the script below does. @type {{ destroy(): void } | null} */
let watcher = null;

/** @param {boolean} open */
function showDrawer(open) {
  watcher?.destroy();
  watcher = null;
  if (!open) return void delete root.dataset.drawer;
  root.dataset.drawer = "open";
  focusable(document.getElementById("nav"))?.focus();
  if ("CloseWatcher" in window) {
    watcher = Object.assign(new /** @type {any} */ (window).CloseWatcher(), { onclose: () => showDrawer(false) });
  }
}

function menu() {
  if (!wide.matches) return showDrawer(!root.dataset.drawer);
  root.dataset.nav = root.dataset.nav === "rail" ? "full" : "rail";
  setCookie("nav", root.dataset.nav);
}

/** @param {Element | null} pane @returns {HTMLElement | null} */
function focusable(pane) {
  return pane?.querySelector("[tabindex='0']:not([role=separator]), input, iframe, a[href], button") ?? null;
}

/** F6: search, folders, list, message. @param {boolean} back */
function nextPane(back) {
  const panes = [".bar .search", "#nav", ".list-pane", ".read-pane"]
    .map((selector) => document.querySelector(selector))
    .filter((pane) => pane instanceof HTMLElement && pane.offsetParent !== null && focusable(pane));
  const at = panes.findIndex((pane) => pane?.contains(document.activeElement));
  const next = panes[(at + (back ? -1 : 1) + panes.length) % panes.length] ?? panes[0];
  focusable(next ?? null)?.focus();
}

/** @param {string} id */
function open(id) {
  const dialog = document.getElementById(id);
  if (dialog instanceof HTMLDialogElement && !dialog.open) dialog.showModal();
}

/** @type {Record<string, (value: string) => void>} */
const actions = {
  menu,
  open,
  focus: (id) => document.getElementById(id)?.focus(),
  closeDrawer: () => showDrawer(false),
  setTheme,
  toggleTheme: () => setTheme(isDark() ? "light" : "dark"),
  setDensity: (density) => { root.dataset.density = density; setCookie("density", density); markChoices(); },
  setClock: (clock) => { setCookie("clock", clock); location.reload(); },
  setMailColours: (colours) => { setCookie("mail-colours", colours); location.reload(); },
  setLang: (lang) => { setCookie("lang", lang); location.reload(); },
};

document.addEventListener("click", (event) => {
  const target = /** @type {Element} */ (event.target);
  for (const [name, action] of Object.entries(actions)) {
    const attribute = `data-${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
    const element = target.closest(`[${attribute}]`);
    if (element) return action(element.getAttribute(attribute) ?? "");
  }
  // A folder was chosen: its messages are what one wants to see now.
  if (root.dataset.drawer && !event.defaultPrevented && target.closest("#nav a[href], #nav [role=treeitem]")) delete root.dataset.drawer;
});

window.addEventListener("popstate", () => delete root.dataset.drawer);

document.addEventListener("keydown", (event) => {
  if (event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
  const target = /** @type {HTMLElement} */ (event.target);
  const search = document.getElementById("search");
  if (event.key === "F6") {
    event.preventDefault();
    return nextPane(event.shiftKey);
  }
  if (event.key === "Escape") {
    if (root.dataset.drawer) return showDrawer(false);
    if (target === search && search instanceof HTMLInputElement) {
      search.value = "";
      search.dispatchEvent(new Event("input", { bubbles: true }));
      search.blur();
      /** @type {HTMLElement | null} */ (document.querySelector("[data-clear-search]"))?.click();
    }
    return;
  }
  if (target.closest("input, textarea, select, [contenteditable=true], dialog[open]")) return;
  if (event.key === "/") {
    event.preventDefault();
    search?.focus();
  } else if (event.key === "?") {
    open("shortcuts");
  } else if (event.key === "u" && !event.shiftKey) {
    /** @type {HTMLElement | null} */ (document.querySelector("[data-back]"))?.click();
  }
});

// ---- search: the address is what is searched for, so nobody need be asked to go there

const searched = () => new URLSearchParams(location.search).get("q") ?? "";
let shown = searched();
let sought = shown;

document.addEventListener("submit", (event) => {
  const form = /** @type {HTMLFormElement} */ (event.target);
  const field = form.elements.namedItem("q");
  if (form.role !== "search" || !(field instanceof HTMLInputElement)) return;
  event.preventDefault();
  sought = field.value.trim();
  goTo(sought ? `${form.action}?q=${encodeURIComponent(sought)}` : form.action);
}, true);

/** The field says what is searched for, unless somebody writes something else there by now. */
function showSearched() {
  const field = document.getElementById("search");
  const now = searched();
  if (!(field instanceof HTMLInputElement) || now === shown) return;
  if (document.activeElement !== field || [shown, sought].includes(field.value.trim())) field.value = now;
  shown = now;
}

document.addEventListener("webmail:rendered", showSearched);
window.addEventListener("popstate", showSearched);

// The circuit replaces the prerendered elements, and pages come and go.
let fresh = false;
new MutationObserver(() => {
  if (fresh) return;
  fresh = true;
  requestAnimationFrame(() => {
    fresh = false;
    markChoices();
    markSplitters();
  });
}).observe(document.body, { childList: true, subtree: true });

markChoices();
startSplitters();

// Splitters: role=separator elements with data-splitter="nav" or "list"; widths are kept in cookies (PaneLayout).
// @ts-check
import { setCookie } from "./cookies.js";

const root = document.documentElement;
const step = 16;

/** @param {HTMLElement} splitter */
const property = (splitter) => `--w-${splitter.dataset.splitter}`;

/** @param {HTMLElement} splitter */
const width = (splitter) => parseFloat(getComputedStyle(root).getPropertyValue(property(splitter)));

/** @param {HTMLElement} splitter @param {number} pixels */
function resize(splitter, pixels) {
  const clamped = Math.round(Math.min(Number(splitter.ariaValueMax), Math.max(Number(splitter.ariaValueMin), pixels)));
  root.style.setProperty(property(splitter), `${clamped}px`);
  splitter.ariaValueNow = String(clamped);
}

/** @param {HTMLElement} splitter */
const keep = (splitter) => setCookie(`w-${splitter.dataset.splitter}`, String(width(splitter)));

/** @param {Event} event @returns {HTMLElement | null} */
const splitterOf = (event) => /** @type {Element} */ (event.target).closest?.("[data-splitter]") ?? null;

/** Tells assistive technology the widths. */
export function markSplitters() {
  for (const splitter of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll("[data-splitter]"))) {
    const now = String(width(splitter));
    if (splitter.ariaValueNow !== now) splitter.ariaValueNow = now;
  }
}

export function startSplitters() {
  markSplitters();
  document.addEventListener("pointerdown", (down) => {
    const splitter = splitterOf(down);
    if (!splitter || down.button !== 0) return;
    down.preventDefault();
    splitter.setPointerCapture(down.pointerId);
    splitter.focus();
    const offset = width(splitter) - down.clientX;
    /** @param {PointerEvent} move */
    const drag = (move) => resize(splitter, move.clientX + offset);
    splitter.addEventListener("pointermove", drag);
    splitter.addEventListener("lostpointercapture", () => {
      splitter.removeEventListener("pointermove", drag);
      keep(splitter);
    }, { once: true });
  });

  document.addEventListener("dblclick", (event) => {
    const splitter = splitterOf(event);
    if (!splitter) return;
    root.style.removeProperty(property(splitter));
    splitter.ariaValueNow = String(width(splitter));
    setCookie(`w-${splitter.dataset.splitter}`, "");
  });

  document.addEventListener("keydown", (event) => {
    const splitter = splitterOf(event);
    const direction = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (!splitter || !direction) return;
    event.preventDefault();
    resize(splitter, width(splitter) + direction * step);
    keep(splitter);
  });
}

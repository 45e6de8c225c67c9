// Every page: tells the server the time zone, shows and hides passwords.
// @ts-check
import { setCookie } from "./cookies.js";

setCookie("tz", Intl.DateTimeFormat().resolvedOptions().timeZone);

document.addEventListener("click", (event) => {
  const button = /** @type {Element} */ (event.target).closest("[data-show-password]");
  if (!(button instanceof HTMLElement)) return;
  const field = document.getElementById(button.dataset.showPassword ?? "");
  if (!(field instanceof HTMLInputElement)) return;
  const shown = field.type === "password";
  field.type = shown ? "text" : "password";
  button.setAttribute("aria-pressed", String(shown));
  field.focus();
});

// "Use a passkey" in the second step of signing in: the answer goes with the form. Without script, or in a browser without passkeys,
// there is no button.
// @ts-check
import { able, ask } from "./passkeys.js";

const part = document.querySelector("[data-passkey]");
const button = part?.querySelector("button");
const failure = part?.querySelector("[data-failure]");
const form = part?.closest("form");
const field = form?.elements.namedItem("Form.Passkey");

if (!able())
  document.querySelector("[data-passkey-missing]")?.removeAttribute("hidden");
else if (part instanceof HTMLElement && button && failure instanceof HTMLElement && form && field instanceof HTMLInputElement) {
  part.hidden = false;
  button.addEventListener("click", async () => {
    button.disabled = true;
    failure.textContent = "";
    const { answer } = await ask(part.dataset.passkey ?? "");
    if (answer) {
      field.value = answer;
      form.submit();
      return;
    }

    failure.textContent = part.dataset.unanswered ?? "";
    button.disabled = false;
    button.focus();
  });
}

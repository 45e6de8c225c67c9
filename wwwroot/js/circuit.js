// Keeps the page connected without ever asking: the pill in the app bar is all that shows (app.css, .connection).
// @ts-check

/** @typedef {{ start(options: object): Promise<void>, reconnect(): Promise<boolean>, resumeCircuit(): Promise<boolean> }} BlazorApi */
const blazor = /** @type {{ Blazor: BlazorApi }} */ (/** @type {unknown} */ (window)).Blazor;
const pill = document.getElementById("components-reconnect-modal");
let trying = false;

/** Half a second, then longer, never more than 10 s, never all pages of a restarted server at once. */
const pause = (/** @type {number} */ attempt) => Math.min(500 * 1.6 ** attempt, 10_000) * (0.75 + Math.random() / 2);

async function reconnectNow() {
  if (trying) return;
  trying = true;
  try {
    if (!(await blazor.reconnect()) && !(await blazor.resumeCircuit())) location.reload();
  } catch {
    // Still no network: the retries that Blazor makes by itself go on.
  } finally {
    trying = false;
  }
}

pill?.addEventListener("components-reconnect-state-changed", (event) => {
  const { state } = /** @type {CustomEvent<{ state: string }>} */ (event).detail;
  pill.dataset.state = state;
  // The server knows the page no more, or the session ended: load it anew, at the same address.
  if (state === "rejected" || state === "resume-failed") location.reload();
  if (state === "failed") document.addEventListener("visibilitychange", wake, { once: true });
});

function wake() {
  if (document.visibilityState === "visible" && pill?.classList.contains("components-reconnect-show")) void reconnectNow();
}

// A phone that wakes up must not wait for the next retry.
document.addEventListener("visibilitychange", wake);
window.addEventListener("pageshow", wake);
window.addEventListener("online", wake);

await blazor.start({
  circuit: {
    reconnectionOptions: { maxRetries: Number.MAX_SAFE_INTEGER, retryIntervalMilliseconds: pause },
  },
  ssr: { disableDomPreservation: true },
});

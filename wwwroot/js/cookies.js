// Preferences of this browser live in cookies, so that the server's first HTML is already right.
// @ts-check

/** The path the application lives under. */
export const basePath = new URL(document.baseURI).pathname;

/**
 * Writes a preference for a year, as the server does (PreferenceCookie).
 * @param {string} name
 * @param {string} value
 */
export function setCookie(name, value) {
  const path = basePath.length > 1 ? basePath.replace(/\/$/, "") : "/";
  const secure = location.protocol === "https:" ? "; Secure" : "";
  document.cookie = `${name}=${encodeURIComponent(value)}; Path=${path}; Max-Age=31536000; SameSite=Lax${secure}`;
}

// Names of what is written: drafts, windows, files, templates.
// @ts-check

/** A name nobody has, as the server takes it. */
export const newId = () => Array.from(crypto.getRandomValues(new Uint8Array(16)), byte => byte.toString(16).padStart(2, '0')).join('');

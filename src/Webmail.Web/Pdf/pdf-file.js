// Gets the file and opens it. It is taken apart by a worker of its own, which reaches nothing (SecurityHeaders): what that needs, this
// page fetches for it. What runs the scripts of a PDF is not part of this, nor are XFA forms, which pdf.js would make markup of.
// @ts-check
import { getDocument, PasswordResponses, PDFWorker } from 'pdfjs-dist/legacy/build/pdf.mjs';

/** @typedef {import('pdfjs-dist/legacy/build/pdf.mjs').PDFDocumentProxy} PdfDocument */
/** @typedef {'damaged' | 'not-pdf' | 'gone' | 'large' | 'away'} Kind */

/** More pixels than a scanner makes of a large sheet: an image beyond is left out, it would take all memory. */
const largestImage = 100_000_000;

/** What keeps a file from being shown; the page has words for each kind. */
export class Problem extends Error {
  /** @param {Kind} kind */
  constructor(kind) {
    super(kind);
    this.kind = kind;
  }
}

/** The bytes. @param {string} address @param {(bytes: number) => void} told How many there are by now. */
export async function fetchFile(address, told) {
  const answer = await fetch(address, { credentials: 'same-origin', redirect: 'error' }).catch(() => {
    throw new Problem('away');
  });
  if (!answer.ok || !answer.body)
    throw new Problem(answer.status === 413 ? 'large' : answer.status < 500 ? 'gone' : 'away');
  /** @type {Uint8Array<ArrayBuffer>[]} */
  const pieces = [];
  let length = 0;
  for (const reader = answer.body.getReader(); ;) {
    const { done, value } = await reader.read().catch(() => {
      throw new Problem('away');
    });
    if (done)
      break;
    pieces.push(value);
    told(length += value.length);
  }
  return new Uint8Array(await new Blob(pieces).arrayBuffer());
}

/**
 * The document in the bytes. @param {Uint8Array} bytes @param {string} from Where the files of pdf.js are.
 * @param {(wrong: boolean) => Promise<string>} ask For the password; "wrong" says that the last one was.
 * @returns {Promise<PdfDocument>}
 */
export async function openFile(bytes, from, ask) {
  // The head may stand after something else, as other programs allow it too.
  if (!new TextDecoder('latin1').decode(bytes.subarray(0, 1024)).includes('%PDF-'))
    throw new Problem('not-pdf');
  const port = new Worker(/** @type {string} */ (scriptAddress(`${from}worker.js`)), { type: 'module', name: 'pdf' });
  const task = getDocument({
    data: bytes, worker: PDFWorker.create({ port }), maxImageSize: largestImage, enableXfa: false,
    // Decoders of scans in JavaScript: WebAssembly would need a policy that lets code be made.
    useWasm: false, useWorkerFetch: false, wasmUrl: new URL(from, location.href).href,
    cMapUrl: from, standardFontDataUrl: `${from}fonts/`, BinaryDataFactory: Files,
  });
  task.onPassword = (/** @type {(password: string) => void} */ use, /** @type {number} */ why) =>
    void ask(why === PasswordResponses.INCORRECT_PASSWORD).then(use);
  const broken = new Promise((_, refuse) => port.addEventListener('error', () => refuse(new Problem('away')), { once: true }));
  try {
    return await Promise.race([task.promise, /** @type {Promise<never>} */ (broken)]);
  } catch (problem) {
    void task.destroy();
    port.terminate();
    throw problem instanceof Problem ? problem : new Problem('damaged');
  }
}

/** The page lets no string become the address of a script but those named here. @param {string} address @returns {unknown} */
function scriptAddress(address) {
  const types = /** @type {{ trustedTypes?: { createPolicy(name: string, rules: object): { createScriptURL(url: string): unknown } } }} */ (globalThis).trustedTypes;
  return types ? types.createPolicy('pdf', { createScriptURL: (/** @type {string} */ url) => url }).createScriptURL(address) : address;
}

/** Fonts and character maps that a PDF expects everybody to have. */
class Files {
  /** @type {Promise<{ bytes: Uint8Array, table: Record<string, [number, number]>, from: number }> | undefined} */
  #maps;

  /** @param {{ cMapUrl: string, standardFontDataUrl: string }} where */
  constructor({ cMapUrl, standardFontDataUrl }) {
    this.where = { maps: cMapUrl, fonts: standardFontDataUrl };
  }

  /** @param {{ kind: string, filename: string }} wanted @returns {Promise<Uint8Array>} */
  async fetch({ kind, filename }) {
    if (kind === 'standardFontDataUrl')
      return bytesOf(this.where.fonts + filename);
    const { bytes, table, from } = await (this.#maps ??= readMaps(this.where.maps));
    const place = kind === 'cMapUrl' && Object.hasOwn(table, filename) ? table[filename] : undefined;
    if (!place)
      throw new Error(`There is no ${filename}.`);
    return bytes.slice(from + place[0], from + place[1]);
  }
}

/** All maps are one file: see build.mjs. @param {string} from */
async function readMaps(from) {
  const bytes = await bytesOf(`${from}cmaps.bin`);
  const length = new DataView(bytes.buffer).getUint32(0, true);
  return { bytes, from: 4 + length, table: JSON.parse(new TextDecoder().decode(bytes.subarray(4, 4 + length))) };
}

/** @param {string} address */
async function bytesOf(address) {
  const answer = await fetch(address, { credentials: 'same-origin' });
  if (!answer.ok)
    throw new Error(`${address}: ${answer.status}`);
  return new Uint8Array(await answer.arrayBuffer());
}

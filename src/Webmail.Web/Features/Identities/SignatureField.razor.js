// A signature while it is written: the editor of the windows to write in, in a form. What it is made of comes with it, not with the page.

/** @typedef {import('../../js/composer-body.js').Body} Body */

/** Characters: more than any signature can have, fewer than what a page may say at once. */
const most = 16_000;

/** @type {Body | null} */
let body = null;
let opened = 0;

/** @param {HTMLElement} place @param {string} html As it is kept; empty for plain text. */
export async function serve(place, html) {
  const own = ++opened;
  const { account = '' } = document.getElementById('composers')?.dataset ?? {};
  const [{ Body: Editor }, parts, { pictureOf }, { pictureAddress }, { address }] = await Promise.all([
    import('../../js/composer-body.js'), import('../../js/composer-parts.js'), import('../../js/picture-file.js'), import('../../js/signatures.js'),
    import('../../js/draft-sync.js'),
  ]);
  const { template } = await parts.windowParts(account);
  if (own !== opened || !place.isConnected)
    return;
  const get = (/** @type {string} */ selector) => /** @type {HTMLElement} */ (place.querySelector(selector));
  const words = /** @type {Record<string, string>} */ (JSON.parse(place.dataset.words ?? '{}'));
  const problem = get('[data-problem]');
  /** Pictures that were just chosen, as addresses. @type {Map<string, string>} */
  const chosen = new Map();
  const pictures = {
    shownAt: (/** @type {string} */ cid) => chosen.get(cid) ?? pictureAddress(account, cid),
    pictureRemoved: () => {},
    /** @param {File} file */
    addPicture: async file => {
      const say = (/** @type {string} */ text) => { problem.textContent = text.replace('{0}', file.name); };
      const refuse = (/** @type {string} */ text) => { say(text); return null; };
      say('');
      if (file.size > Number(place.dataset.most))
        return refuse(words.tooLarge ?? '');
      const [data, width] = await pictureOf(file);
      if (!width)
        return refuse(words.noPicture ?? '');
      const cid = await keep(address(account, `signatures/pictures?${new URLSearchParams({ name: file.name })}`), file, say, words.away ?? '');
      if (!cid)
        return null;
      chosen.set(cid, data);
      return { cid, width };
    },
  };
  const bars = document.importNode(template.content, true).querySelectorAll('.fmt-panel, [data-pictures], [data-bar].fmt');
  get('[data-bar-place]').replaceChildren(...bars);
  const tick = /** @type {HTMLInputElement} */ (get('[data-formatted]'));
  const written = new Editor(place, { html, text: /** @type {HTMLTextAreaElement} */ (get('[data-text]')).value }, false, pictures, () => look());
  const look = () => { tick.checked = written.look !== 'plain'; };
  written.remembers = false;
  tick.disabled = false;
  tick.addEventListener('change', () => {
    if (tick.checked)
      written.toRich();
    else
      written.bar.togglePlain();
    // Formatting is not dropped without a question.
    look();
  });
  body = written;
}

/** Brings a picture to the server. @param {string} url @param {File} file @param {(words: string) => void} say @param {string} away @returns {Promise<string>} Its name there; empty when it is not. */
async function keep(url, file, say, away) {
  try {
    const answer = await fetch(url, { method: 'POST', body: file, cache: 'no-store', headers: { 'X-Webmail': 'compose', 'Content-Type': 'application/octet-stream' } });
    if (answer.ok)
      return (await answer.json()).cid;
    say(answer.status === 422 ? (await answer.json()).text : away);
  } catch {
    say(away);
  }
  return '';
}

/** What is written; nothing while it is plain text in its field. */
export function read() {
  if (!body)
    return null;
  // As the windows will have it, whatever was written as source.
  if (body.look === 'source')
    body.editor?.setHtml(body.code.value);
  const { html, text } = body.look === 'source' && body.editor ? body.editor : body.read();
  if ((html || text).length > most)
    return { html: '', text: '', isTooLong: true };
  // The server makes the text of HTML itself.
  return { html, text: html ? '' : text, isTooLong: false };
}

/** The form is closed. */
export function end() {
  opened++;
  body?.end();
  body = null;
}

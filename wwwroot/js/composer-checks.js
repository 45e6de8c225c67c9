// What a writer may have overlooked, said once, in place, before a message leaves. Sending again sends it.
// @ts-check
import { keyOf } from './email-address.js';
import { one } from './recipient-list.js';

/** @typedef {import('./composer.js').Composer} Composer */
/** @typedef {{ key: string, words: string, field?: HTMLElement, action?: { words: string, act: () => void } }} Warning */

/** More can see each other only by intent. */
const fewest = 20;
const attachment = /\b(?:attach(?:ed|ment|ments|ing)?|enclos(?:ed|ing|ure|ures))\b|添付|同封|別添/i;

/** Says what has not been said yet. @param {Composer} composer @returns {boolean} Whether there was something. */
export function warn(composer) {
  merge(composer);
  const asked = new Set((composer.element.dataset.asked ?? '').split(' '));
  const warnings = all(composer).filter(warning => !asked.has(warning.key));
  if (!warnings.length)
    return false;
  // All at once: nobody has to press Send three times.
  composer.element.dataset.asked = [...asked, ...warnings.map(warning => warning.key)].join(' ').trim();
  composer.say(warnings.map(warning => warning.words).join('\n'));
  for (const { action } of warnings) {
    if (action)
      composer.get('[data-problem]').append(button(action));
  }
  warnings[0]?.field?.focus();
  return true;
}

/** Who is in To needs no Cc, who is in either no Bcc. @param {Composer} composer */
function merge(composer) {
  /** @type {Set<string>} */
  const seen = new Set();
  for (const field of [composer.recipients.to, composer.recipients.cc, composer.recipients.bcc]) {
    const keys = new Map(field.list.map(text => [text, keyOf(one(text).address)]));
    const twice = field.list.filter(text => seen.has(keys.get(text) ?? ''));
    if (twice.length)
      field.removeAll(twice);
    field.list.forEach(text => seen.add(keys.get(text) ?? ''));
  }
  composer.read();
}

/** @param {Composer} composer @returns {Warning[]} */
function all(composer) {
  const { words } = composer.owner;
  const { to, cc } = composer.recipients;
  /** @type {Warning[]} */
  const found = [];
  if (!composer.draft.subject.trim() && !composer.redirects)
    found.push({ key: 'subject', words: words.noSubject ?? '', field: composer.subject });
  const visible = to.list.length + cc.list.length;
  if (visible > fewest)
    found.push({ key: 'many', words: (words.many ?? '').replace('{0}', String(visible)), action: { words: words.toBcc ?? '', act: () => hide(composer) } });
  const { attachments } = /** @type {{ attachments?: unknown[] }} */ (/** @type {unknown} */ (composer.draft));
  if (!attachments?.length && attachment.test(ownText(composer.draft.text)))
    found.push({ key: 'attachment', words: words.noAttachment ?? '' });
  return found;
}

/** Without what is quoted or forwarded, and without the signature. @param {string} text */
export function ownText(text) {
  const lines = text.split('\n');
  const end = lines.findIndex((line, i) => line === '-- ' || /^-{5,}.*-{5,}$/.test(line.trim()) || (/[:：]\s*$/.test(line) && lines[i + 1]?.startsWith('>')));
  return lines.slice(0, end < 0 ? lines.length : end).filter(line => !line.startsWith('>')).join('\n');
}

/** @param {Composer} composer */
function hide(composer) {
  const { to, cc, bcc } = composer.recipients;
  const texts = [...to.list, ...cc.list];
  composer.showRow('bcc', true);
  bcc.add(texts.map(one));
  to.removeAll(texts);
  cc.removeAll(texts);
  composer.say('');
}

/** @param {{ words: string, act: () => void }} action */
function button({ words, act }) {
  const made = document.createElement('button');
  made.type = 'button';
  made.className = 'btn sm txt';
  made.textContent = words;
  made.addEventListener('click', act);
  return made;
}

// The colour and the letters that stand for a person, as the server draws them (AvatarStyle.cs).
// @ts-check

const colours = 12;
const words = new Intl.Segmenter(undefined, { granularity: 'grapheme' });

/** FNV-1a, 32 bit, over the lower-cased address. @param {string} address */
function colour(address) {
  let hash = 2166136261;
  for (const octet of new TextEncoder().encode(address.trim().toLowerCase()))
    hash = Math.imul(hash ^ octet, 16777619) >>> 0;
  return hash % colours;
}

/** @param {string} word */
const first = word => ([...words.segment(word)][0]?.segment ?? '').toUpperCase();

/** @param {string} name */
function initials(name) {
  const parts = name.replace(/株式会社|有限会社|合同会社/g, '').split(/\s+/).map(part => part.replace(/[^\p{L}\p{N}\p{M}]/gu, '')).filter(Boolean);
  const [one = '', last = ''] = [parts[0], parts.at(-1)];
  return /^[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]/.test(one) || parts.length < 2 ? first(one) : first(one) + first(last);
}

/** @param {string} name @param {string} address @param {'xs' | 's' | ''} size @param {boolean} [bulk] */
export function avatar(name, address, size, bulk = false) {
  const place = document.createElement('span');
  place.className = `av av-${colour(address)} ${size}${bulk ? ' org' : ''}`;
  place.ariaHidden = 'true';
  const letters = initials(name || address);
  // Drawn by recipients.css: a picture, not a part of the name beside it.
  if (letters)
    place.dataset.letters = letters;
  else
    place.append(icon('person', 'm'));
  return place;
}

/** @param {string} name @param {string} look */
export function icon(name, look) {
  const svg = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
  svg.setAttribute('class', `i ${look}`);
  svg.setAttribute('aria-hidden', 'true');
  const use = document.createElementNS('http://www.w3.org/2000/svg', 'use');
  use.setAttribute('href', `#i-${name}`);
  svg.append(use);
  return svg;
}

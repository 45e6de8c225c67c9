// Whether somebody is meant: width, case, accents and the two kana do not count (PeopleWords.cs does the same).
// @ts-check

/** @param {string} text */
export const fold = text => text.normalize('NFKC').toLowerCase().normalize('NFD').replace(/(?![\u3099\u309a])\p{Mn}/gu, '')
  .replace(/[\u30a1-\u30f6]/g, kana => String.fromCharCode(kana.charCodeAt(0) - 0x60)).normalize('NFC');

/** The words of a text, each after a blank, and the text itself. @param {string} text */
export const wordsOf = text => {
  const folded = fold(text);
  return ` ${folded} ${folded.replace(/[^\p{L}\p{N}]/gu, ' ')}`;
};

/** @param {string} query */
export const termsOf = query => fold(query).split(/\s+/).filter(Boolean);

/** Words of Chinese and Japanese are not set apart. @param {string} term */
const isSetApart = term => term < '\u2e80';

/** @param {string} words @param {string[]} terms */
export const matches = (words, terms) => terms.every(term => words.includes(isSetApart(term) ? ` ${term}` : term));

/** A text with what matches marked. @param {string} text @param {string[]} terms @returns {(string | HTMLElement)[]} */
export function marked(text, terms) {
  const letters = Array.from(text);
  /** @type {(string | HTMLElement)[]} */
  const parts = [];
  for (let i = 0; i < letters.length;) {
    const begins = i === 0 || !/[\p{L}\p{N}]/u.test(letters[i - 1] ?? '');
    const length = Math.max(0, ...terms.map(term => begins || !isSetApart(term) ? lengthOf(letters, i, term) : 0));
    if (length) {
      const mark = document.createElement('mark');
      mark.textContent = letters.slice(i, i + length).join('');
      parts.push(mark);
    } else {
      parts.push(letters[i] ?? '');
    }
    i += length || 1;
  }
  return parts;
}

/** How many letters make a term. @param {string[]} letters @param {number} at @param {string} term */
function lengthOf(letters, at, term) {
  for (let length = 1; length <= letters.length - at && length <= term.length * 2; length++) {
    if (fold(letters.slice(at, at + length).join('')).startsWith(term))
      return length;
  }
  return 0;
}

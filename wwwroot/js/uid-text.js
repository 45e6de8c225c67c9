// UIDs as IMAP writes sets of them (RFC 9051: "1:4,7").
// @ts-check

/** @param {readonly string[]} uids In any order. */
export function write(uids) {
  const sorted = uids.map(Number).sort((a, b) => a - b);
  const parts = [];
  for (let i = 0; i < sorted.length; i++) {
    const first = sorted[i];
    while (i + 1 < sorted.length && sorted[i + 1] <= sorted[i] + 1)
      i++;
    parts.push(first === sorted[i] ? String(first) : `${first}:${sorted[i]}`);
  }
  return parts.join(',');
}

/** Takes a set apart into pieces a message to the server can carry. @param {string} text @param {number} longest */
export function pieces(text, longest) {
  const all = [];
  let piece = '';
  for (const part of text.split(',')) {
    if (piece && piece.length + part.length + 1 > longest) {
      all.push(piece);
      piece = '';
    }
    piece += (piece ? ',' : '') + part;
  }
  return piece ? [...all, piece] : all;
}

/** Whether a message is in a set. @param {string} text @param {string} uid */
export const has = (text, uid) => text.split(',').some(part => {
  const [first, last = first] = part.split(':').map(Number);
  return Number(uid) >= first && Number(uid) <= last;
});

/** How many there are in a set. @param {string} text */
export const size = text => text.split(',').reduce((sum, part) => {
  const [first, last = first] = part.split(':').map(Number);
  return sum + last - first + 1;
}, 0);

/** One by one. @param {string} text @returns {string[]} */
export const list = text => text.split(',').flatMap(part => {
  const [first, last = first] = part.split(':').map(Number);
  return Array.from({ length: last - first + 1 }, (_, i) => String(first + i));
});

// Reads the ASCII form of internationalised domains (RFC 3492). Browsers make that form (URL), but do not read it.
// @ts-check

const [base, lowest, highest, skew, damp, firstBias, firstCode] = [36, 1, 26, 38, 700, 72, 128];

/** What the place of a digit is worth. @param {number} place @param {number} bias */
const threshold = (place, bias) => Math.min(highest, Math.max(lowest, place - bias));

/** @param {number} delta @param {number} length @param {boolean} first */
function adapt(delta, length, first) {
  let rest = Math.floor(delta / (first ? damp : 2));
  rest += Math.floor(rest / length);
  let steps = 0;
  for (; rest > ((base - lowest) * highest) / 2; steps += base)
    rest = Math.floor(rest / (base - lowest));
  return steps + Math.floor(((base - lowest + 1) * rest) / (rest + skew));
}

/** The letters of a label without its "xn--"; null when it is none. @param {string} label @returns {string | null} */
export function decode(label) {
  const cut = label.lastIndexOf('-');
  const letters = cut > 0 ? Array.from(label.slice(0, cut), letter => letter.charCodeAt(0)) : [];
  let [code, bias, at] = [firstCode, firstBias, 0];
  for (let next = cut > 0 ? cut + 1 : 0; next < label.length; at++) {
    const before = at;
    for (let place = base, weight = 1; ; place += base) {
      const digit = parseInt(label.charAt(next++), base);
      if (Number.isNaN(digit))
        return null;
      // Letters are 0 to 25, digits 26 to 35.
      const value = digit < 10 ? digit + 26 : digit - 10;
      at += value * weight;
      const limit = threshold(place, bias);
      if (value < limit)
        break;
      weight *= base - limit;
    }
    bias = adapt(at - before, letters.length + 1, before === 0);
    code += Math.floor(at / (letters.length + 1));
    at %= letters.length + 1;
    if (code > 0x10ffff)
      return null;
    letters.splice(at, 0, code);
  }
  return String.fromCodePoint(...letters);
}

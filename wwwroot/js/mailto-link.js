// A message that begins with a mailto: link (RFC 6068), which a message was read in. Nobody but its writer sends it.
// @ts-check
import { asHtml } from './composer-body.js';
import { empty, show } from './composer-dock.js';
import { begun } from './composer-from.js';
import { mailto, percentDecoded } from './recipient-forms.js';

const longest = 20_000;

/** Without what is not seen or turns the order of letters. @param {string} text */
const cleaned = text => text.slice(0, longest).replace(/\r\n?/g, '\n').replace(/[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]/g, '');

/** The value of a field. @param {string} link @param {string} name */
function partOf(link, name) {
  const pair = (link.split('?')[1] ?? '').split('&').find(one => one.toLowerCase().startsWith(`${name}=`));
  return cleaned(percentDecoded(pair?.slice(name.length + 1) ?? ''));
}

/** @param {string} link */
export function writeTo(link) {
  const draft = begun(empty());
  for (const { text, field = 'to' } of mailto(link) ?? [])
    draft[field].push(cleaned(text).replace(/\n/g, ' '));
  draft.subject = partOf(link, 'subject').replace(/\s+/g, ' ').trim();
  const body = partOf(link, 'body').trimEnd();
  draft.text = body + draft.text;
  if (draft.html)
    draft.html = asHtml(body) + draft.html;
  show(draft, 0).focus();
}

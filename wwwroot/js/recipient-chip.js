// How one recipient looks in its field: an avatar and a name, or a clear mark that it is no address.
// @ts-check
import { avatar, icon } from './avatar.js';
import { readable } from './email-address.js';
import { one } from './recipient-list.js';

/** What to call somebody. A name that holds another address is none: it says who somebody is not. @param {import('./recipient-list.js').Found} found */
export const labelOf = found => found.name && !/[@＠]/.test(found.name) ? found.name : readable(found.address);

/** @param {string} text @param {Record<string, string>} words @returns {HTMLElement} */
export function chipOf(text, words) {
  const found = one(text);
  const label = labelOf(found);
  const address = readable(found.address);
  const chip = document.createElement('span');
  chip.className = found.valid ? 'rc' : 'rc bad';
  chip.draggable = true;
  const name = document.createElement('button');
  name.type = 'button';
  name.className = 'nm';
  name.tabIndex = -1;
  name.dataset.name = '';
  // In the tooltip the address as it goes to the server, when that is another spelling.
  chip.title = found.valid ? [found.name, address, address === found.address ? '' : found.address].filter(Boolean).join('\n')
    : (words.broken ?? '').replace('{0}', text);
  name.ariaLabel = found.valid ? [label === address ? '' : label, address].filter(Boolean).join(', ') : chip.title;
  if (!found.valid)
    name.setAttribute('aria-invalid', 'true');
  const shown = document.createElement('span');
  shown.className = 'clip';
  shown.textContent = label;
  name.append(found.valid ? avatar(found.name, found.address, 'xs') : icon('error_outline', 's'), shown);
  const remove = document.createElement('button');
  remove.type = 'button';
  remove.tabIndex = -1;
  remove.dataset.remove = '';
  remove.ariaLabel = (words.remove ?? '').replace('{0}', label);
  remove.append(icon('close', 'xs'));
  chip.append(name, remove);
  return chip;
}

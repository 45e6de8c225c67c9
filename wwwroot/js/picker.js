// "Move to" and "Label": one dialog that finds a folder or label by a few letters, recent ones first. Everything it offers is on the
// page already, so nobody waits.
// @ts-check

/** @typedef {{ value: string, name: string, path: string, icon: string, colour: string, checked: boolean | null }} Option */
/** @typedef {{ option: Option | null, created: string }} Choice `created`: a name that was typed and that nothing has. */

const recentsAtMost = 8;

/** @type {((choice: Choice | null) => void) | null} */
let resolve = null;
/** @type {Option[]} */
let options = [];
let mayCreate = false;

const dialog = () => /** @type {HTMLDialogElement | null} */ (document.getElementById('picker'));
const field = () => /** @type {HTMLInputElement} */ (dialog()?.querySelector('input'));
const box = () => /** @type {HTMLElement} */ (dialog()?.querySelector('[role=listbox]'));

/**
 * Asks for one. Null when nothing was chosen.
 * @param {'move' | 'copy' | 'label'} purpose @param {Option[]} offered @returns {Promise<Choice | null>}
 */
export function pick(purpose, offered) {
  const element = dialog();
  if (!element || element.open)
    return Promise.resolve(null);
  const words = JSON.parse(element.dataset.words ?? '{}');
  /** @type {HTMLElement} */ (element.querySelector('h2')).textContent = words[purpose];
  field().setAttribute('aria-label', words[`${purpose}Find`]);
  field().placeholder = words[`${purpose}Find`];
  field().value = '';
  mayCreate = purpose === 'label';
  const recent = recents(purpose);
  const place = (/** @type {Option} */ option) => (recent.indexOf(option.value) + recentsAtMost + 1) % (recentsAtMost + 1);
  options = [...offered].sort((a, b) => place(a) - place(b));
  draw();
  element.showModal();
  return new Promise(done => {
    resolve = choice => {
      if (choice?.option)
        remember(purpose, choice.option.value);
      done(choice);
    };
  });
}

/** The folders of the account, from the tree. @param {string} but Where the messages are. @returns {Option[]} */
export const folders = but => items('[role=treeitem][data-mailbox][href]').filter(item => item.dataset.mailbox !== but).map(item => ({
  value: item.dataset.mailbox ?? '', name: textOf(item, '.name'), path: textOf(item, '.path'), icon: iconOf(item), colour: '', checked: null,
})).filter((option, i, all) => all.findIndex(other => other.value === option.value) === i);

/** The labels, from theirs. @param {(keyword: string) => boolean} has Whether all that is acted on has it. @returns {Option[]} */
export const labels = has => items('[role=treeitem][data-label]').map(item => ({
  value: item.dataset.label ?? '', name: textOf(item, '.name') || (item.dataset.label ?? ''), path: '', icon: '',
  colour: /av-\d+/.exec(item.innerHTML)?.[0] ?? '', checked: has(item.dataset.label ?? ''),
}));

/** @param {string} selector @returns {HTMLElement[]} */
const items = selector => [...document.querySelectorAll(selector)].filter(item => item instanceof HTMLElement);
/** @param {Element} item @param {string} selector */
const textOf = (item, selector) => item.querySelector(selector)?.textContent?.trim() ?? '';
/** @param {Element} item */
const iconOf = item => item.querySelector('svg:not([data-twisty] svg) use')?.getAttribute('href') ?? '';

/** How well a name fits what was typed; -1 when it does not. Lower is better. @param {string} name @param {string} typed */
function fit(name, typed) {
  const text = name.toLocaleLowerCase();
  const wanted = typed.toLocaleLowerCase();
  if (!wanted)
    return 0;
  const at = text.indexOf(wanted);
  if (at >= 0)
    return at === 0 ? 0 : /[\s/._-]/.test(text[at - 1]) ? 1 : 2;
  let from = 0;
  for (const letter of wanted) {
    from = text.indexOf(letter, from) + 1;
    if (from === 0)
      return -1;
  }
  return 3;
}

function draw() {
  const typed = field().value.trim();
  const found = options.map(option => ({ option, fit: bestFit(option, typed) })).filter(item => item.fit >= 0)
    .sort((a, b) => a.fit - b.fit).map(item => item.option);
  box().replaceChildren(...found.slice(0, 200).map((option, i) => row(option, i)));
  if (mayCreate && typed && !options.some(option => option.name.toLocaleLowerCase() === typed.toLocaleLowerCase()))
    box().append(creation(typed, found.length));
  choose(0);
  const nothing = /** @type {HTMLElement} */ (dialog()?.querySelector('[data-nothing]'));
  nothing.hidden = box().childElementCount > 0;
}

/** @param {Option} option @param {string} typed */
function bestFit(option, typed) {
  const own = fit(option.name, typed);
  const whole = option.path ? fit(`${option.path} / ${option.name}`, typed) : -1;
  return own < 0 ? whole : own;
}

/** @param {Option} option @param {number} index */
function row(option, index) {
  const element = document.createElement('div');
  element.className = 'mi';
  element.role = 'option';
  element.id = `picker-${index}`;
  element.dataset.value = option.value;
  if (option.checked !== null)
    element.ariaChecked = String(option.checked);
  if (option.icon) {
    const icon = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
    icon.setAttribute('class', 'i m');
    icon.setAttribute('aria-hidden', 'true');
    icon.append(document.createElementNS('http://www.w3.org/2000/svg', 'use'));
    icon.firstElementChild?.setAttribute('href', option.icon);
    element.append(icon);
  } else {
    const dot = document.createElement('span');
    dot.className = `dot ${option.colour}`;
    element.append(dot);
  }
  const name = document.createElement('span');
  name.className = 'clip';
  name.textContent = option.name;
  element.append(name);
  if (option.path) {
    const path = document.createElement('span');
    path.className = 'hint clip';
    path.textContent = option.path;
    element.append(path);
  }
  return element;
}

/** @param {string} name @param {number} index */
function creation(name, index) {
  const element = row({ value: '', name: (dialog()?.dataset.create ?? '{0}').replace('{0}', name), path: '', icon: '', colour: '', checked: null }, index);
  element.dataset.created = name;
  return element;
}

/** @param {number} index */
function choose(index) {
  const rows = [...box().children];
  const at = Math.max(0, Math.min(index, rows.length - 1));
  rows.forEach((element, i) => {
    element.ariaSelected = String(i === at);
    element.classList.toggle('on', i === at);
  });
  rows[at]?.scrollIntoView({ block: 'nearest' });
  field().setAttribute('aria-activedescendant', rows[at]?.id ?? '');
}

const chosen = () => [...box().children].findIndex(element => element.ariaSelected === 'true');

/** @param {Element | null | undefined} element */
function end(element) {
  const done = resolve;
  resolve = null;
  dialog()?.close();
  if (!(element instanceof HTMLElement))
    return void done?.(null);
  const created = element.dataset.created ?? '';
  done?.({ option: created ? null : options.find(option => option.value === element.dataset.value) ?? null, created });
}

/** @param {string} purpose @returns {string[]} */
function recents(purpose) {
  try {
    return JSON.parse(localStorage.getItem(`recent.${purpose}`) ?? '[]');
  } catch {
    return [];
  }
}

/** @param {string} purpose @param {string} value */
function remember(purpose, value) {
  try {
    localStorage.setItem(`recent.${purpose}`, JSON.stringify([value, ...recents(purpose).filter(other => other !== value)].slice(0, recentsAtMost)));
  } catch {
    // No storage: nothing is recent.
  }
}

/** Somebody else may sit here next. */
export function forgetRecents() {
  try {
    ['move', 'copy', 'label'].forEach(purpose => localStorage.removeItem(`recent.${purpose}`));
  } catch {
    // There is no storage, so there is nothing in it.
  }
}

document.addEventListener('input', event => {
  if (event.target === dialog()?.querySelector('input'))
    draw();
});

document.addEventListener('keydown', event => {
  const element = dialog();
  if (!element?.open || !(event.target instanceof Node) || !element.contains(event.target) || event.isComposing)
    return;
  const step = { ArrowDown: 1, ArrowUp: -1, PageDown: 8, PageUp: -8 }[event.key];
  if (step) {
    event.preventDefault();
    choose(chosen() + step);
  } else if (event.key === 'Enter') {
    event.preventDefault();
    end(box().children[chosen()]);
  }
});

document.addEventListener('click', event => {
  const option = event.target instanceof Element ? event.target.closest('#picker [role=option]') : null;
  if (option)
    end(option);
});

document.addEventListener('close', event => {
  if (event.target === dialog())
    end(null);
}, true);

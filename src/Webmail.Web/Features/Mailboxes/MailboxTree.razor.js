// Folding, keyboard, type-ahead and finding in the mailbox tree: all of it here, none of it over the network. The module serves
// every tree of the page, now and later, so importing it is all there is to do. The rows are in the order of display; aria-level
// says how deep each one is, aria-expanded whether what is inside it is shown.

const treeSelector = '[data-mailboxes]';
const typeAheadPause = 700;
const pageStep = 10;

/** What one tree remembers while it is on the page. @typedef {{ revealed: string, active: string, scrollTop: number }} Memory */

/** @type {WeakMap<Element, Memory>} */
const memories = new WeakMap();

let typed = '';
let typedAt = 0;

/** @param {Element} tree @returns {Memory} */
function memoryOf(tree) {
  let memory = memories.get(tree);
  if (!memory) {
    memory = { revealed: '', active: '', scrollTop: 0 };
    memories.set(tree, memory);
  }
  return memory;
}

/** @param {Element} tree */
const scrollerOf = tree => tree.closest('[data-tree-scroller]') ?? tree;

/** @param {Element} tree @returns {HTMLElement[]} */
const itemsOf = tree => /** @type {HTMLElement[]} */ ([...tree.querySelectorAll('[role=treeitem]')]);

/** @param {HTMLElement} item */
const levelOf = item => Number(item.ariaLevel);

/** @param {HTMLElement} item */
const nameOf = item => item.dataset.mailbox ?? '';

/** A favourite repeats a row of the tree further up. @param {HTMLElement} item */
const isRepeated = item => item.dataset.repeated !== undefined;

/** Tells the two apart. @param {HTMLElement} item */
const keyOf = item => (isRepeated(item) ? '*' : '') + nameOf(item);

/** @param {string} text */
const folded = text => text.normalize('NFKC').toLocaleLowerCase();

// ---- what is open: kept per browser; names are hashed, for they may tell more than a shared computer should know

/** FNV-1a, 32 bit. @param {string} text */
function hash(text) {
  let value = 2166136261;
  for (const octet of new TextEncoder().encode(text))
    value = Math.imul(value ^ octet, 16777619) >>> 0;
  return value.toString(36);
}

/** @param {Element} tree */
const storageKey = tree => `open-mailboxes:${/** @type {HTMLElement} */ (tree).dataset.mailboxes}`;

/** @param {Element} tree @returns {Record<string, boolean>} */
function readOpen(tree) {
  try {
    return JSON.parse(localStorage.getItem(storageKey(tree)) ?? '{}');
  } catch {
    return {}; // No storage in this browser, or not ours: the tree starts as the server drew it.
  }
}

/** @param {Element} tree @param {HTMLElement} item @param {boolean} open */
function rememberOpen(tree, item, open) {
  const saved = readOpen(tree);
  saved[hash(nameOf(item))] = open;
  try {
    localStorage.setItem(storageKey(tree), JSON.stringify(saved));
  } catch {
    // Storage is full or forbidden: the choice lasts as long as the page.
  }
}

// ---- showing and hiding

/** Brings visibility and the tab stop in line with what is open, found and selected. @param {Element} tree */
function arrange(tree) {
  const items = itemsOf(tree);
  if (items.length === 0)
    return;
  const memory = memoryOf(tree);
  const saved = readOpen(tree);
  for (const item of items) {
    const open = saved[hash(nameOf(item))];
    if (item.ariaExpanded !== null && open !== undefined && !item.dataset.touched) {
      item.ariaExpanded = String(open);
      item.dataset.touched = '';
    }
  }

  const selected = items.find(item => item.ariaSelected === 'true');
  if (selected && memory.revealed !== nameOf(selected)) {
    memory.revealed = nameOf(selected);
    // A favourite is in sight already: the tree is left as it is.
    const favourite = items.find(item => isRepeated(item) && nameOf(item) === nameOf(selected));
    if (!favourite)
      reveal(items, selected);
    if (!favourite || memory.active !== keyOf(selected))
      memory.active = keyOf(favourite ?? selected);
  }

  const query = folded(/** @type {HTMLInputElement | null} */ (
    tree.closest('[data-mailbox-panel]')?.querySelector('[data-find]'))?.value.trim() ?? '');
  if (query)
    showFound(tree, items, query);
  else
    showOpen(tree, items);

  const stop = items.find(item => keyOf(item) === memory.active && !item.hidden) ?? items.find(item => !item.hidden);
  for (const item of items)
    item.tabIndex = item === stop ? 0 : -1;
  placeNew(tree);
}

/** The button that makes a folder stands in the heading of the folders. @param {Element} tree */
function placeNew(tree) {
  const button = /** @type {HTMLElement | null} */ (scrollerOf(tree).querySelector('[data-new-mailbox]'));
  const heading = /** @type {HTMLElement | null} */ (tree.querySelector('[data-top-mailbox]'));
  if (!button)
    return;
  button.toggleAttribute('data-placed', heading !== null && heading.offsetHeight > 0);
  if (heading)
    button.style.top = `${heading.offsetTop + (heading.offsetHeight - button.offsetHeight) / 2}px`;
}

/** @param {Element} tree @param {HTMLElement[]} items */
function showOpen(tree, items) {
  tree.removeAttribute('data-finding');
  let closedLevel = Infinity;
  for (const item of items) {
    const level = levelOf(item);
    item.hidden = level > closedLevel;
    if (!item.hidden)
      closedLevel = item.ariaExpanded === 'false' ? level : Infinity;
  }
}

/** @param {Element} tree @param {HTMLElement[]} items @param {string} query */
function showFound(tree, items, query) {
  const words = query.split(/\s+/);
  let found = 0;
  for (const item of items) {
    const path = folded(`${item.querySelector('.path')?.textContent ?? ''} ${item.querySelector('.name')?.textContent ?? ''}`);
    item.hidden = isRepeated(item) || !item.hasAttribute('href') || !words.every(word => path.includes(word));
    found += item.hidden ? 0 : 1;
  }
  tree.setAttribute('data-finding', String(found));
}

/** Opens everything around an item. @param {HTMLElement[]} items @param {HTMLElement} item */
function reveal(items, item) {
  let level = levelOf(item);
  for (let i = items.indexOf(item) - 1; i >= 0 && level > 1; i--) {
    if (levelOf(items[i]) < level) {
      level = levelOf(items[i]);
      items[i].ariaExpanded = 'true';
      items[i].dataset.touched = '';
    }
  }
}

/** @param {Element} tree @param {HTMLElement} item @param {boolean} open */
function setOpen(tree, item, open) {
  item.ariaExpanded = String(open);
  item.dataset.touched = '';
  rememberOpen(tree, item, open);
  arrange(tree);
}

/** @param {Element} tree @param {HTMLElement | undefined} item */
function focus(tree, item) {
  if (!item)
    return;
  memoryOf(tree).active = keyOf(item);
  for (const other of itemsOf(tree))
    other.tabIndex = other === item ? 0 : -1;
  item.focus();
}

// ---- what hands do

document.addEventListener('click', event => {
  const item = /** @type {HTMLElement | null} */ (/** @type {Element} */ (event.target).closest('[role=treeitem]'));
  const tree = item?.closest(treeSelector);
  // The menu is another module's: neither its button nor lifting the finger that opened it chooses the folder.
  if (!item || !tree || 'menuOpen' in item.dataset || /** @type {Element} */ (event.target).closest('[data-more]'))
    return;
  const twisty = /** @type {Element} */ (event.target).closest('[data-twisty]');
  if (twisty || !item.hasAttribute('href')) {
    event.preventDefault();
    if (item.ariaExpanded !== null)
      setOpen(tree, item, item.ariaExpanded === 'false');
    return;
  }

  if (event.ctrlKey || event.metaKey || event.shiftKey || event.altKey)
    return;
  // The choice shows at once; the page follows.
  memoryOf(tree).active = keyOf(item);
  for (const other of itemsOf(tree)) {
    const same = nameOf(other) === nameOf(item);
    other.ariaSelected = String(same && !isRepeated(other));
    other.ariaCurrent = same && isRepeated(other) ? 'page' : null;
  }
}, true);

document.addEventListener('keydown', event => {
  const target = /** @type {HTMLElement} */ (event.target);
  if (event.isComposing || event.ctrlKey || event.metaKey || event.altKey)
    return;
  if (target.matches('[data-mailbox-panel] [data-find]'))
    onFindKey(event, /** @type {HTMLInputElement} */ (target));
  else if (target.matches(`${treeSelector} [role=treeitem]`))
    onTreeKey(event, /** @type {Element} */ (target.closest(treeSelector)), target);
});

/** @param {KeyboardEvent} event @param {Element} tree @param {HTMLElement} item */
function onTreeKey(event, tree, item) {
  const visible = itemsOf(tree).filter(other => !other.hidden);
  const at = visible.indexOf(item);
  switch (event.key) {
    case 'ArrowDown': focus(tree, visible[at + 1]); break;
    case 'ArrowUp': focus(tree, visible[at - 1]); break;
    case 'PageDown': focus(tree, visible[Math.min(at + pageStep, visible.length - 1)]); break;
    case 'PageUp': focus(tree, visible[Math.max(at - pageStep, 0)]); break;
    case 'Home': focus(tree, visible[0]); break;
    case 'End': focus(tree, visible.at(-1)); break;
    case 'ArrowRight':
      if (item.ariaExpanded === 'false')
        setOpen(tree, item, true);
      else if (item.ariaExpanded === 'true')
        focus(tree, visible[at + 1]);
      break;
    case 'ArrowLeft':
      if (item.ariaExpanded === 'true')
        setOpen(tree, item, false);
      else
        focus(tree, visible.slice(0, at).reverse().find(other => levelOf(other) < levelOf(item)));
      break;
    case 'Enter':
    case ' ':
      item.click();
      break;
    default:
      if (event.key.length !== 1)
        return;
      typeAhead(tree, visible, at, event);
  }
  event.preventDefault();
}

/** @param {Element} tree @param {HTMLElement[]} visible @param {number} at @param {KeyboardEvent} event */
function typeAhead(tree, visible, at, event) {
  typed = event.timeStamp - typedAt > typeAheadPause ? event.key : typed + event.key;
  typedAt = event.timeStamp;
  // The same letter again goes on to the next name that begins with it.
  const wanted = folded([...typed].every(letter => letter === typed[0]) ? typed[0] : typed);
  const from = wanted.length === 1 ? at + 1 : at;
  const inTurn = [...visible.slice(from), ...visible.slice(0, from)];
  focus(tree, inTurn.find(item => folded(item.querySelector('.name')?.textContent ?? '').startsWith(wanted)));
}

/** @param {KeyboardEvent} event @param {HTMLInputElement} input */
function onFindKey(event, input) {
  const tree = input.closest('[data-mailbox-panel]')?.querySelector(treeSelector);
  if (!tree)
    return;
  const first = itemsOf(tree).find(item => !item.hidden && input.value.trim());
  if (event.key === 'Escape' && input.value) {
    endFinding(tree, input);
  } else if (event.key === 'Enter' && first) {
    first.click();
    endFinding(tree, input);
  } else if (event.key === 'ArrowDown') {
    focus(tree, first ?? itemsOf(tree).find(item => item.tabIndex === 0));
  } else {
    return;
  }
  event.preventDefault();
}

/** @param {Element} tree @param {HTMLInputElement} input */
function endFinding(tree, input) {
  input.value = '';
  arrange(tree);
  scrollerOf(tree).scrollTop = memoryOf(tree).scrollTop;
}

document.addEventListener('input', event => {
  const input = /** @type {HTMLInputElement} */ (event.target);
  const tree = input.matches('[data-find]') && input.closest('[data-mailbox-panel]')?.querySelector(treeSelector);
  if (!tree)
    return;
  if (!tree.hasAttribute('data-finding'))
    memoryOf(tree).scrollTop = scrollerOf(tree).scrollTop;
  arrange(tree);
});

// ---- trees come, and their rows change: put in order before the browser paints

new MutationObserver(records => {
  /** @type {Set<Element>} */
  const changed = new Set();
  for (const { target, addedNodes } of records) {
    const around = target instanceof Element && target.closest(treeSelector);
    if (around)
      changed.add(around);
    for (const node of addedNodes) {
      if (node instanceof Element && !around)
        node.querySelectorAll(treeSelector).forEach(tree => changed.add(tree));
    }
  }
  changed.forEach(arrange);
}).observe(document.body, { subtree: true, childList: true, attributes: true, attributeFilter: ['aria-selected'] });

document.querySelectorAll(treeSelector).forEach(arrange);
window.addEventListener('resize', () => document.querySelectorAll(treeSelector).forEach(placeNew));

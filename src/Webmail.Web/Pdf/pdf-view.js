// The page that shows a PDF: what its buttons and keys do, and what it says when there is nothing to show.
// @ts-check
import { fetchFile, openFile, Problem } from './pdf-file.js';
import { Find } from './pdf-find.js';
import { Pages } from './pdf-pages.js';

const holder = /** @type {HTMLElement} */ (document.querySelector('main'));
const { part = '', files = '', size = '0' } = document.body.dataset;

/** @template {HTMLElement} [T=HTMLElement] @param {string} name @returns {T} */
const the = name => /** @type {T} */ (document.querySelector(`[data-${name}]`));

/** Shows one of the notes instead of pages; none when it has no name. @param {string} [name] */
function note(name) {
  for (const one of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll('[data-note]')))
    one.hidden = one.dataset.note !== name;
}

/** Asks for the password of the file. @param {boolean} wrong The last one was. @returns {Promise<string>} */
function ask(wrong) {
  note('password');
  the('wrong').hidden = !wrong;
  const field = /** @type {HTMLInputElement} */ (the('password'));
  field.value = '';
  field.focus();
  return new Promise(answer => the('unlock').addEventListener('submit', event => {
    event.preventDefault();
    note('loading');
    answer(field.value);
  }, { once: true }));
}

async function show() {
  const bar = /** @type {HTMLProgressElement} */ (the('progress'));
  const bytes = await fetchFile(part, length => bar.value = Math.min(1, length / Math.max(1, Number(size))));
  bar.removeAttribute('value');
  const pdf = await openFile(bytes, files, ask);
  // Before there is a document there is nothing to move or to search.
  document.body.dataset.ready = '';
  const pages = new Pages(holder, pdf, tell);
  await pages.begin();
  note();
  the('more').hidden = pages.shown === pages.count;
  serve(pages);
  if (document.activeElement === document.body) {
    // The keys move the pages from the beginning, without a ring around all of them.
    holder.dataset.quiet = '';
    holder.addEventListener('blur', () => delete holder.dataset.quiet, { once: true });
    holder.focus({ preventScroll: true });
  }
}

/** @param {Pages} pages */
function tell(pages) {
  const field = /** @type {HTMLInputElement} */ (the('number'));
  if (document.activeElement !== field)
    field.value = String(pages.current);
  the('count').textContent = String(pages.count);
  the('percent').textContent = `${Math.round(pages.zoom * 100)}%`;
}

/** @param {Pages} pages */
function serve(pages) {
  the('in').addEventListener('click', () => pages.step(1));
  the('out').addEventListener('click', () => pages.step(-1));
  the('fit').addEventListener('click', () => pages.zoomTo('width'));
  const field = /** @type {HTMLInputElement} */ (the('number'));
  field.addEventListener('change', () => {
    const number = Math.trunc(Number(field.value));
    if (number >= 1)
      pages.goTo(number);
    field.blur();
    tell(pages);
  });
  holder.addEventListener('wheel', event => {
    // What a touchpad makes of two fingers.
    if (!event.ctrlKey)
      return;
    event.preventDefault();
    pages.zoomTo(pages.zoom * Math.exp(-event.deltaY / 300));
  }, { passive: false });
  const search = serveFind(pages);
  addEventListener('keydown', event => {
    if ((event.ctrlKey || event.metaKey) && !event.altKey && event.key.toLowerCase() === 'f') {
      event.preventDefault();
      search();
    } else if (!(event.ctrlKey || event.metaKey || event.altKey || event.target instanceof HTMLInputElement)) {
      const act = { '+': () => pages.step(1), '=': () => pages.step(1), '-': () => pages.step(-1), '0': () => pages.zoomTo('width') }[event.key];
      act?.();
    }
  });
}

/** @param {Pages} pages @returns {() => void} What opens it. */
function serveFind(pages) {
  const [row, field, button, found] = [the('find'), /** @type {HTMLInputElement} */ (the('words')), the('search'), the('found')];
  const find = new Find(pages, (at, count) => found.textContent = count ? `${at} / ${count}` : field.value.trim() ? found.dataset.none ?? '' : '');
  /** @param {boolean} open */
  const turn = open => {
    row.hidden = !open;
    button.ariaExpanded = String(open);
    if (open) {
      field.select();
      field.focus();
      void find.look(field.value);
    } else {
      find.close();
      found.textContent = '';
      (button.offsetParent ? button : holder).focus();
    }
  };
  button.addEventListener('click', () => turn(Boolean(row.hidden)));
  the('close').addEventListener('click', () => turn(false));
  field.addEventListener('input', () => void find.look(field.value));
  the('next').addEventListener('click', () => find.next(1));
  the('previous').addEventListener('click', () => find.next(-1));
  row.addEventListener('keydown', event => {
    if (event.key === 'Escape')
      turn(false);
    else if (event.key === 'Enter' && event.target === field && !event.isComposing)
      find.next(event.shiftKey ? -1 : 1);
  });
  return () => turn(true);
}

try {
  await show();
} catch (problem) {
  delete document.body.dataset.ready;
  note(problem instanceof Problem ? problem.kind : 'damaged');
}

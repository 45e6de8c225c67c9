// Where writing begins: buttons and keys. The windows come with the first that is opened, or when the page has nothing else to do.
// @ts-check

/** @typedef {'new' | 'reply' | 'replyall' | 'replylist' | 'forward' | 'enclose' | 'redirect' | 'edit' | 'again'} Kind */
/** What somebody wants to write, and about which message. @typedef {{ kind: Kind, mailbox: string, validity: string, uid: string }} Beginning */

const windows = () => import('./composer-dock.js');

/** @param {HTMLElement} button */
async function begin(button) {
  const { compose = 'new', mailbox = '', validity = '', uid = '' } = button.dataset;
  const { open } = await windows();
  open(/** @type {Beginning} */ ({ kind: compose, mailbox, validity, uid }));
}

document.addEventListener('click', event => {
  const button = /** @type {Element} */ (event.target).closest('[data-compose]');
  if (button instanceof HTMLElement)
    void begin(button);
});

// The field under a message becomes a window; what is typed into it until then is taken along.
for (const sign of ['click', 'input', 'compositionstart', 'compositionend']) {
  document.addEventListener(sign, event => {
    const field = event.target;
    if (!(field instanceof HTMLTextAreaElement) || !field.dataset.quickReply)
      return;
    field.toggleAttribute('data-composing', sign === 'compositionstart' || (event instanceof InputEvent && event.isComposing));
    if (sign === 'click' || field.value)
      void import('./quick-reply.js').then(quick => quick.grow(field));
  });
}

/** Gmail's keys. @type {Record<string, Kind>} */
const keys = { c: 'new', r: 'reply', a: 'replyall', L: 'replylist', f: 'forward' };

document.addEventListener('keydown', event => {
  const target = /** @type {Element} */ (event.target);
  const kind = keys[event.key];
  if (!kind || event.defaultPrevented || event.isComposing || event.ctrlKey || event.metaKey || event.altKey
    || target.closest('input, textarea, select, [contenteditable=true], [role=dialog]') || document.querySelector('dialog[open], [aria-modal=true]'))
    return;
  const button = document.querySelector(kind === 'new' ? '[data-compose=new]' : `.read:not([hidden]) [data-compose=${kind}]`);
  if (!(button instanceof HTMLElement))
    return;
  event.preventDefault();
  void begin(button);
});

// What was being written when the page was left, or the browser died, is there again.
addEventListener('load', () => {
  const link = location.hash.startsWith('#mailto:') ? location.hash.slice(1) : '';
  if (link) {
    history.replaceState(history.state, '', location.pathname + location.search);
    void import('./mailto-link.js').then(mail => mail.writeTo(link));
  }
  if (Object.keys(localStorage).some(key => key.startsWith('draft.')) || sessionStorage.composers)
    void windows().then(dock => dock.restore());
  else if (!link)
    beforehand();
});

/** The windows come before they are asked for, but not before the page itself: with the first sign of a hand, or after a while. */
function beforehand() {
  const done = new AbortController();
  const come = () => {
    done.abort();
    clearTimeout(timer);
    void import('./quick-reply.js');
  };
  const timer = setTimeout(come, 10_000);
  for (const sign of ['pointermove', 'pointerdown', 'keydown'])
    addEventListener(sign, come, { signal: done.signal, passive: true });
}

// Going to an address of ours without loading the page anew, with and without a connection: the address is where the user is, and
// the server is told when it can be.
// @ts-check

/** Nobody follows the address now; it will be told (circuit.js). */
const isAlone = () => ['down', 'starting'].includes(document.documentElement.dataset.connection ?? '');

/** @param {string} url @param {boolean} replace In place of where one is: Back then leads past it. */
export function goTo(url, replace = false) {
  const router = /** @type {{ navigateTo(url: string, options: object): void } | undefined} */ (Reflect.get(window, 'Blazor'));
  if (isAlone())
    history[replace ? 'replaceState' : 'pushState'](null, '', url);
  else if (router && document.querySelector('[data-live]'))
    router.navigateTo(url, { replaceHistoryEntry: replace });
  else
    location.assign(url);
  document.dispatchEvent(new CustomEvent('webmail:opening', { detail: url }));
}

document.addEventListener('click', event => {
  const link = /** @type {Element} */ (event.target).closest('.app a[href]:not([target]):not([download])');
  if (!(link instanceof HTMLAnchorElement) || !isAlone() || event.defaultPrevented || event.button !== 0
    || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey || !link.href.startsWith(document.baseURI))
    return;
  event.preventDefault();
  goTo(link.href);
});

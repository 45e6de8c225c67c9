// Files that are dropped on a window, or pasted into it.
// @ts-check

/** @param {HTMLElement} element The window. @param {(files: File[]) => void} take */
export function takeFiles(element, take) {
  element.addEventListener('dragover', event => {
    if (!event.dataTransfer?.types.includes('Files'))
      return;
    event.preventDefault();
    element.dataset.drop = '';
  });
  element.addEventListener('dragleave', event => {
    if (!element.contains(/** @type {Node | null} */ (event.relatedTarget)))
      delete element.dataset.drop;
  });
  element.addEventListener('drop', event => {
    delete element.dataset.drop;
    const files = [...event.dataTransfer?.files ?? []];
    if (event.defaultPrevented || !files.length)
      return;
    event.preventDefault();
    take(files);
  });
  element.addEventListener('paste', event => {
    const files = [...event.clipboardData?.files ?? []];
    // What has text too is pasted as text.
    if (event.defaultPrevented || !files.length || event.clipboardData?.types.includes('text/plain'))
      return;
    event.preventDefault();
    take(files);
  });
}

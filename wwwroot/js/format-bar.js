// The bar above the foot of a window: what the text can look like, as buttons that say whether it does.
// @ts-check

/** @typedef {import('./composer-body.js').Body} Body */

export class FormatBar {
  /** @param {HTMLElement} window_ @param {Body} body */
  constructor(window_, body) {
    this.window = window_;
    this.body = body;
    this.bar = this.get('[data-bar]');
    this.link = /** @type {HTMLFormElement} */ (this.get('[data-panel=link]'));
    this.address = /** @type {HTMLInputElement} */ (this.get('[data-address]'));
    this.frame = 0;
    /** What waits for an answer before it is pasted. */
    this.pasted = '';
    for (const place of window_.querySelectorAll('[data-bar], [data-panel]')) {
      // The caret stays where it is.
      place.addEventListener('mousedown', event => { if (!(event.target instanceof HTMLInputElement)) event.preventDefault(); });
      place.addEventListener('click', event => this.click(/** @type {Element} */ (event.target)));
      place.addEventListener('keydown', event => this.panelKey(/** @type {KeyboardEvent} */ (event)));
    }
    this.bar.addEventListener('keydown', event => this.barKey(event));
    this.link.addEventListener('submit', event => {
      event.preventDefault();
      // It may stand in a form of its own.
      event.stopPropagation();
      this.open('');
      this.body.editor?.run('link', this.address.value);
    });
    window_.addEventListener('keydown', event => this.key(event));
    this.buttons[0]?.setAttribute('tabindex', '0');
  }

  /** @param {string} selector @returns {HTMLElement} */
  get(selector) {
    return /** @type {HTMLElement} */ (this.window.querySelector(selector));
  }

  get buttons() {
    return /** @type {HTMLButtonElement[]} */ ([...this.bar.querySelectorAll('button')]);
  }

  /** Once per frame, however often the caret moves. */
  later() {
    this.frame ||= requestAnimationFrame(() => {
      this.frame = 0;
      this.draw();
    });
  }

  draw() {
    const { look, editor } = this.body;
    this.bar.hidden = false;
    this.bar.dataset.look = look;
    const formats = look === 'rich' ? editor?.formats ?? {} : {};
    for (const button of /** @type {NodeListOf<HTMLButtonElement>} */ (this.window.querySelectorAll('[data-format]'))) {
      const name = button.dataset.format ?? '';
      if (button.ariaPressed !== null)
        button.ariaPressed = String(formats[name] ?? false);
      const off = !editor || look !== 'rich' || ((name === 'undo' || name === 'redo') && !formats[name]);
      // Not disabled: the focus would be lost with it.
      button.ariaDisabled = off ? 'true' : null;
    }
    this.get('[data-source]').ariaPressed = String(look === 'source');
    this.get('[data-plain-text]').ariaPressed = String(look === 'plain');
    this.get('[data-source]').hidden = look === 'plain';
    const panel = this.opened;
    if ((panel === 'table' && !formats.table) || (look !== 'rich' && panel && panel !== 'more' && panel !== 'large'))
      this.open('');
  }

  get opened() {
    return /** @type {HTMLElement | null} */ (this.window.querySelector('[data-panel]:not([hidden])'))?.dataset.panel ?? '';
  }

  /** @param {string} name */
  open(name) {
    for (const panel of /** @type {NodeListOf<HTMLElement>} */ (this.window.querySelectorAll('[data-panel]')))
      panel.hidden = panel.dataset.panel !== name;
    for (const button of this.buttons) {
      if (button.dataset.opens)
        button.ariaExpanded = String(button.dataset.opens === name);
    }
    this.get('[data-long]').hidden = !this.pasted;
    if (name === 'link') {
      this.address.value = this.body.editor?.linked ?? '';
      this.get('[data-unlink]').hidden = !this.address.value;
      this.address.select();
    }
  }

  /** @param {Element} target */
  click(target) {
    const button = target.closest('button');
    if (!button || button.ariaDisabled === 'true' || (button.type === 'submit'))
      return;
    const { editor } = this.body;
    const { format = '', opens = '', value = '' } = button.dataset;
    if (button.matches('[data-unlink]')) {
      this.open('');
      editor?.run('link', '');
    } else if (button.matches('[data-source]')) {
      if (this.body.look === 'source')
        this.body.toRich();
      else
        this.body.toSource();
    } else if (button.matches('[data-plain-text]')) {
      this.togglePlain();
    } else if (button.matches('[data-plain]')) {
      this.open('');
      if (this.pasted)
        this.body.pastePlain(this.pasted);
      else
        this.body.toPlain();
      this.pasted = '';
    } else if (button.matches('[data-keep]')) {
      this.open('');
      this.pasted = '';
      editor?.focus();
    } else if (opens && !(opens === 'table' && !editor?.formats.table)) {
      this.open(this.opened === opens ? '' : opens);
    } else if (format === 'picture') {
      this.body.pictures.click();
    } else if (format) {
      editor?.run(format, value);
      if (format === 'colour')
        this.open('');
    }
  }

  /** @param {string} pasted */
  askAbout(pasted) {
    this.pasted = pasted;
    this.open('warning');
  }

  togglePlain() {
    const { look, editor } = this.body;
    if (look === 'plain')
      this.body.toRich();
    else if (look === 'source' || editor?.isFormatted)
      this.open('warning');
    else
      this.body.toPlain();
  }

  /** Arrows go along the bar, one of whose buttons Tab finds. @param {KeyboardEvent} event */
  barKey(event) {
    const buttons = this.buttons.filter(button => button.offsetParent);
    const at = buttons.indexOf(/** @type {HTMLButtonElement} */ (event.target));
    const to = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: buttons.length - 1 }[event.key];
    if (to === undefined || at < 0)
      return;
    event.preventDefault();
    const next = buttons[(to + buttons.length) % buttons.length];
    this.buttons.forEach(button => { button.tabIndex = button === next ? 0 : -1; });
    next?.focus();
  }

  /** @param {KeyboardEvent} event */
  panelKey(event) {
    if (event.key !== 'Escape' || !this.opened)
      return;
    event.preventDefault();
    event.stopPropagation();
    this.open('');
    this.body.editor?.focus();
  }

  /** @param {KeyboardEvent} event */
  key(event) {
    if (event.key.toLowerCase() !== 'k' || !(event.ctrlKey || event.metaKey) || event.shiftKey || event.altKey || this.body.look !== 'rich' || !this.body.editor)
      return;
    event.preventDefault();
    event.stopPropagation();
    this.open('link');
  }
}

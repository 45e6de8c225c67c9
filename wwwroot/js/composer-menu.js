// What opens above a button at the foot of a window, and closes with Escape or a press elsewhere.
// @ts-check

export class Menu {
  /** @param {HTMLElement} window_ @param {HTMLButtonElement} button @param {HTMLElement} place @param {() => void} opening */
  constructor(window_, button, place, opening) {
    this.button = button;
    this.place = place;
    this.opening = opening;
    button.addEventListener('click', () => (place.hidden ? this.open() : this.close()));
    place.addEventListener('keydown', event => {
      if (event.key !== 'Escape')
        return;
      event.stopPropagation();
      this.close();
      button.focus();
    });
    window_.addEventListener('pointerdown', event => {
      const target = /** @type {Node} */ (event.target);
      if (!place.hidden && !place.contains(target) && !button.contains(target))
        this.close();
    });
  }

  open() {
    this.opening();
    this.place.hidden = false;
    this.button.ariaExpanded = 'true';
    /** @type {HTMLElement | null} */ (this.place.querySelector('button:not([hidden]), select, input'))?.focus();
  }

  close() {
    this.place.hidden = true;
    this.button.ariaExpanded = 'false';
  }
}

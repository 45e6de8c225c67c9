// A bar that is shown for a while. Whoever points at it, or has the focus in it, has not decided yet: its time stands still.
// @ts-check

/** The least that is left after somebody pointed at it, in milliseconds. */
const least = 1_500;

export class Countdown {
  /** @param {() => HTMLElement | null} bar It is looked up each time: a page that is drawn anew may have another. @param {() => void} [over] Its time is over. */
  constructor(bar, over = () => {}) {
    this.bar = bar;
    this.over = over;
    this.timer = 0;
    this.began = 0;
    this.left = 0;
    for (const [enter, leave] of [['pointerover', 'pointerout'], ['focusin', 'focusout']]) {
      document.addEventListener(enter, event => {
        if (this.timer && this.holds(event.target))
          this.pause();
      });
      document.addEventListener(leave, event => {
        const { relatedTarget } = /** @type {FocusEvent | PointerEvent} */ (event);
        if (!this.timer && this.shown && !this.holds(relatedTarget))
          this.run(Math.max(this.left, least));
      });
    }
  }

  get shown() {
    return this.bar()?.dataset.shown !== undefined;
  }

  get line() {
    return this.bar()?.querySelector('.tl');
  }

  /** @param {EventTarget | null} target */
  holds(target) {
    return this.shown && target instanceof Node && this.bar()?.contains(target);
  }

  /** Shows the bar. @param {number} time Milliseconds. */
  start(time) {
    const bar = this.bar();
    if (!bar)
      return;
    bar.dataset.shown = '';
    this.line?.getAnimations().forEach(animation => animation.cancel());
    this.line?.animate([{ width: '100%' }, { width: '0' }], { duration: time });
    this.run(time);
  }

  /** @param {number} time */
  run(time) {
    clearTimeout(this.timer);
    this.left = time;
    this.began = performance.now();
    this.timer = setTimeout(() => {
      this.hide();
      this.over();
    }, time);
    this.line?.getAnimations().forEach(animation => animation.play());
  }

  pause() {
    clearTimeout(this.timer);
    this.timer = 0;
    this.left -= performance.now() - this.began;
    this.line?.getAnimations().forEach(animation => animation.pause());
  }

  hide() {
    clearTimeout(this.timer);
    this.timer = 0;
    const bar = this.bar();
    if (bar)
      delete bar.dataset.shown;
  }
}

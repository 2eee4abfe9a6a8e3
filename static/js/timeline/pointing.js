/* Where this seat points and what it drags: at most 20 a second, the last one always; said again while it is held, and
   taken as let go when the other seat falls silent. Nothing of it is kept anywhere. */

const EVERY = 50;
const AGAIN = 1000;
const SILENT = 2500;

export class Pointing {
  constructor(say, { pointed, dragged } = {}) {
    this.say = say;
    this.hears = { point: pointed, drag: dragged };
    this.last = { point: 0, drag: 0 };
    this.later = {};
    this.fading = {};
  }

  point(target) {
    clearInterval(this.held);
    this.soon("point", { target });
    if (target !== null) this.held = setInterval(() => this.soon("point", { target }), AGAIN);
  }

  drag(target, from, to) {
    this.soon("drag", { target, from, to });
  }

  soon(kind, what) {
    clearTimeout(this.later[kind]);
    const wait = this.last[kind] + EVERY - performance.now();
    const now = () => {
      this.last[kind] = performance.now();
      this.say({ [kind]: what });
    };
    if (wait <= 0) now();
    else this.later[kind] = setTimeout(now, wait);
  }

  hear(kind, what) {
    clearTimeout(this.fading[kind]);
    if (what.target !== null) this.fading[kind] = setTimeout(() => this.hears[kind]?.({ target: null }), SILENT);
    this.hears[kind]?.(what);
  }

  stop() {
    clearInterval(this.held);
    for (const kind of ["point", "drag"]) {
      clearTimeout(this.later[kind]);
      clearTimeout(this.fading[kind]);
    }
  }
}

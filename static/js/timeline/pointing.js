/* Where this seat points and what it drags: at most 20 a second, the last one always; said again while it is held, and
   taken as let go when the other seat falls silent. Nothing of it is kept anywhere. */

const EVERY = 50;
const AGAIN = 1000;
const SILENT = 2500;

export class Pointing {
  constructor(say, { pointed, dragged } = {}) {
    this.say = say;
    this.hears = { point: pointed, drag: dragged };
    this.quiet = {}; // timers, while nothing may be said
    this.next = {}; // what is said after that
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
    this.next[kind] = what;
    if (!this.quiet[kind]) this.tell(kind);
  }

  tell(kind) {
    const what = this.next[kind];
    delete this.next[kind];
    this.quiet[kind] = what && setTimeout(() => this.tell(kind), EVERY);
    if (what) this.say({ [kind]: what });
  }

  hear(kind, what) {
    clearTimeout(this.fading[kind]);
    if (what.target !== null) this.fading[kind] = setTimeout(() => this.hears[kind]?.({ target: null }), SILENT);
    this.hears[kind]?.(what);
  }

  stop() {
    clearInterval(this.held);
    for (const kind of ["point", "drag"]) {
      clearTimeout(this.quiet[kind]);
      clearTimeout(this.fading[kind]);
    }
  }
}

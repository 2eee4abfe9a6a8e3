/* Fingers and mouse on the picture. One finger sideways moves it and two change its scale; up and down the page
   scrolls. A thing that is held lights up; moved from there it is dragged, by mouse at once. */

import { held } from "./hit.js";
import { Modes } from "./modes.js";
import { tap } from "./tap.js";

const HOLD = 350; // ms
const SLOP = { mouse: 4, touch: 10, pen: 6 }; // px

export class Gestures {
  constructor(picture) {
    Object.assign(this, { picture, pointers: new Map(), modes: new Modes(picture) });
    const hears = (name, what, options) => picture.pane.addEventListener(name, what.bind(this), options);
    const pointer = { down: this.down, move: this.move, cancel: this.cancel };
    for (const [name, what] of Object.entries(pointer)) hears(`pointer${name}`, what);
    document.addEventListener("pointerup", (event) => this.up(event)); // wherever a hand lets go
    hears("click", (event) => this.acted || tap(picture, event));
    hears("touchmove", (event) => this.modes.holds && event.preventDefault(), { passive: false });
    hears("contextmenu", (event) => this.pointers.size && event.preventDefault());
  }

  down(event) {
    if (event.button !== 0) return;
    this.acted = false;
    this.pointers.set(event.pointerId, event);
    clearTimeout(this.holding);
    if (this.pointers.size > 1) return this.begin("pinch", event);
    this.start = event;
    if (this.picture.pen.begins(event)) return this.begin("draw", event);
    this.found = held(this.picture, event);
    if (this.found) this.holding = setTimeout(() => this.begin("hold", event), HOLD);
    return undefined;
  }

  begin(mode, event) {
    this.acted = true;
    if (!["hold", "drag"].includes(mode)) this.found = null;
    this.modes.begin(mode, this);
    if (mode !== "pinch") this.picture.pane.setPointerCapture(event.pointerId);
  }

  move(event) {
    if (!this.pointers.has(event.pointerId)) return this.picture.drag.ends.hover(event);
    const before = this.pointers.get(event.pointerId);
    this.pointers.set(event.pointerId, event);
    if (this.modes.move(event, before, this.pointers)) return undefined;
    const far = Math.hypot(event.clientX - this.start.clientX, event.clientY - this.start.clientY);
    return far < (SLOP[event.pointerType] ?? SLOP.touch) ? undefined : this.leaves(event);
  }

  /* Further than a hand shakes: it becomes a drag of what was held, or of the picture. */
  leaves(event) {
    clearTimeout(this.holding);
    const drags = this.found && (this.modes.mode === "hold" || event.pointerType === "mouse");
    const dragged = drags && this.picture.drag.start(this.found, this.start);
    this.begin(dragged ? "drag" : "pan", event);
    this.modes.move(event, this.start, this.pointers);
  }

  up(event) {
    if (!this.pointers.delete(event.pointerId)) return;
    clearTimeout(this.holding);
    this.found = null;
    this.modes.end(this.pointers.size === 0);
  }

  /* What was held or dragged has gone: the hand holds nothing from here on. */
  forget(away) {
    if (!this.found || !away(this.found.key)) return;
    clearTimeout(this.holding);
    this.modes.drop();
    Object.assign(this, { found: null, acted: true });
  }

  cancel(event) {
    this.modes.cancel();
    this.up(event);
  }
}

/* Fingers and mouse on the picture. One finger sideways moves it and two change its scale; up and down the page
   scrolls. A thing that is held lights up; moved from there it is dragged, by mouse at once. */

import { hit } from "./hit.js";

const HOLD = 350; // ms
const SLOP = { mouse: 4, touch: 10, pen: 6 }; // px

export class Gestures {
  constructor(picture) {
    Object.assign(this, { picture, pointers: new Map(), mode: null });
    const { pane } = picture;
    const hears = (name, what, options) => pane.addEventListener(name, what.bind(this), options);
    hears("pointerdown", this.down);
    hears("pointermove", this.move);
    hears("pointerup", this.up);
    hears("pointercancel", this.cancel);
    hears("click", this.click);
    hears("touchmove", (event) => this.mode && this.mode !== "pan" && event.preventDefault(), { passive: false });
    hears("contextmenu", (event) => this.pointers.size && event.preventDefault());
  }

  down(event) {
    if (event.button !== 0) return;
    this.acted = false;
    this.pointers.set(event.pointerId, event);
    clearTimeout(this.holding);
    if (this.pointers.size > 1) return this.pinch();
    this.start = event;
    if (this.picture.pen.begins(event)) return this.begin("draw", event);
    this.found = hit(this.picture, event);
    if (this.found) this.holding = setTimeout(() => this.hold(), HOLD);
    return undefined;
  }

  begin(mode, event) {
    this.mode = mode;
    this.acted = true;
    this.picture.pane.setPointerCapture(event.pointerId);
  }

  hold() {
    this.begin("hold", this.start);
    this.picture.does.point?.(this.found.item.key);
    this.picture.light(this.found.item.key);
  }

  pinch() {
    if (this.mode === "hold") this.picture.does.point?.(null);
    if (this.mode === "drag") this.picture.drag.cancel();
    if (this.mode === "draw") this.picture.pen.cancel();
    this.mode = "pinch";
    this.acted = true;
    this.spread = this.apart();
  }

  /* Gives how far two fingers are from each other, and the middle of them, in px of the page. */
  apart() {
    const [one, other] = [...this.pointers.values()];
    return { far: Math.max(24, Math.hypot(one.clientX - other.clientX, one.clientY - other.clientY)), x: (one.clientX + other.clientX) / 2 };
  }

  move(event) {
    const before = this.pointers.get(event.pointerId);
    if (!before) return this.picture.drag.hover(event);
    this.pointers.set(event.pointerId, event);
    if (this.mode === "pinch") return this.pinched();
    if (this.mode === "draw") return this.picture.pen.move(event);
    if (this.mode === "drag") return this.picture.drag.move(event);
    if (this.mode === "nothing") return undefined;
    if (this.mode === "pan") return this.picture.pan(before.clientX - event.clientX);
    const slop = SLOP[event.pointerType] ?? SLOP.touch;
    if (Math.hypot(event.clientX - this.start.clientX, event.clientY - this.start.clientY) < slop) return undefined;
    return this.leaves(event);
  }

  /* Further than a hand shakes: it becomes a drag of what was held, or of the picture. */
  leaves(event) {
    clearTimeout(this.holding);
    const drags = this.found && (this.mode === "hold" || event.pointerType === "mouse");
    if (this.mode === "hold") this.picture.does.point?.(null);
    this.begin("pan", event);
    if (drags && this.picture.drag.start(this.found, this.start)) {
      this.mode = "drag";
      this.picture.drag.move(event);
    } else this.picture.pan(this.start.clientX - event.clientX);
  }

  pinched() {
    if (this.pointers.size < 2) return;
    const now = this.apart();
    const { left } = this.picture.pane.getBoundingClientRect();
    this.picture.zoom(now.far / this.spread.far, now.x - left, this.spread.x - left);
    this.spread = now;
  }

  up(event) {
    if (!this.pointers.delete(event.pointerId)) return;
    clearTimeout(this.holding);
    const { mode } = this;
    if (this.pointers.size === 0) this.mode = null;
    if (mode === "hold") this.picture.does.point?.(null);
    if (mode === "drag") this.picture.drag.end();
    if (mode === "draw") this.picture.pen.end();
  }

  /* What was being dragged has gone: the hand holds nothing from here on. */
  drop() {
    this.picture.drag.cancel();
    this.mode = "nothing";
    this.acted = true;
  }

  cancel(event) {
    if (this.mode === "drag") this.picture.drag.cancel();
    if (this.mode === "draw") this.picture.pen.cancel();
    if (this.mode !== "hold") this.mode = null;
    this.up(event);
  }

  /* A tap: on a thing, the thing; on an empty place of a lane, something new there. */
  click(event) {
    if (this.acted) return;
    const { does } = this.picture;
    const found = hit(this.picture, event);
    const place = this.picture.placeOf(event);
    if (found) does.look?.(found.item.key);
    else if (place) does.add?.({ lane: place.band.lane.id, from: [Math.round(place.age), Math.round(place.age)] });
  }
}

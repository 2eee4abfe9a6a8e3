/* The picture of a timeline: far all of it as shapes, near with words. Keyboard and screen reader have the list, which
   holds the same things; the picture itself can be moved and drawn on by keys. docs/picture.md tells of its parts. */

import { Drag } from "../picture/drag.js";
import { Follow } from "../picture/follow.js";
import { Gestures } from "../picture/gestures.js";
import { Keys } from "../picture/keys.js";
import { arrange, heights, SIZE } from "../picture/layout.js";
import { Light } from "../picture/light.js";
import { Pen } from "../picture/pen.js";
import { Scene } from "../picture/scene.js";
import { Shelf } from "../picture/shelf.js";
import { Tools } from "../picture/tools.js";
import { View } from "../picture/view.js";

const EDGE = 20; // left and right of the life, px at text of 16 px
const NEAR_YEAR = 30; // px of one year, near, at text of 16 px
const IDLE = 140; // ms after which a new scale is drawn sharp
const STRETCH = 3; // or as soon as it is so many times what was drawn
const MANY = 1000; // things: so many are drawn sharp only once the zooming rests, as each time takes several frames

export class Picture {
  constructor(frame, shapes, names, does = {}) {
    Object.assign(this, { frame, names, does });
    this.pane = frame.querySelector("[data-window]");
    this.view = new View();
    this.scene = new Scene(this.pane, shapes, this.pane.dataset);
    this.shelf = new Shelf(this.pane, shapes, this.pane.dataset);
    this.drawn = { things: [], lanes: [], near: false, life: {} };
    this.lit = new Light(this);
    this.drag = new Drag(this);
    this.other = new Follow(this);
    this.pen = new Pen(this);
    this.tools = new Tools(this);
    this.gestures = new Gestures(this);
    this.keys = new Keys(this);
  }

  draw(things, lanes, near, life = this.drawn.life) {
    const turned = near !== this.drawn.near;
    this.drawn = { things, lanes, near, life: life ?? {} };
    this.stale = true;
    this.redraw(turned);
  }

  /* Another size of the page or of its text. What lies in which row is reckoned anew only where that says so. */
  redraw(turned = false) {
    const width = this.pane.clientWidth;
    const { lanes, near, life, things } = this.drawn;
    if (!width || !lanes.length) return this.stale && this.empty();
    this.size = Math.max(1, parseFloat(getComputedStyle(document.documentElement).fontSize) / 16);
    const least = near ? NEAR_YEAR * this.size : 0;
    this.view.edge = EDGE * this.size;
    const basis = `${width} ${this.size}`;
    if (this.stale || basis !== this.basis) {
      const whole = { near, size: this.size, now: life.age_now };
      const fit = (width - 2 * this.view.edge) / (this.view.years || 30);
      this.layout = arrange(things, lanes, { ...whole, year: Math.max(least, fit) });
    }
    Object.assign(this, { stale: false, basis });
    this.view.frame(width, this.layout.years, turned ? this.view.least : least);
    if (turned) this.view.reset(least);
    return this.lay();
  }

  /* Nothing that is out of date stays behind what is not drawn. */
  empty() {
    this.layout = null;
    this.scene.empty();
    this.shelf.draw([], false);
    this.lit.off();
  }

  lay() {
    const { near, life } = this.drawn;
    const { bands, shelf, years } = this.layout;
    const height = heights(bands, { near, size: this.size, room: this.room() });
    this.scene.width = this.view.width;
    this.scene.lay({ bands, years, height, size: this.size, near, life }, (lane) => lane.name || this.names.get(lane.id) || "");
    this.shelf.draw(shelf, near);
    this.settle();
  }

  /* The height that lanes may take while the whole life is in sight. */
  room() {
    const bar = document.querySelector(".bottom-bar")?.offsetHeight ?? 0;
    const top = this.pane.getBoundingClientRect().top + window.scrollY;
    return window.innerHeight - top - bar - SIZE.row * 3;
  }

  settle() {
    clearTimeout(this.later);
    this.scene.settle(this.view);
    this.tools.show();
  }

  pan(by) {
    this.view.pan(by);
    this.next(false);
  }

  zoom(by, at = this.view.width / 2, from = at) {
    const { year } = this.view;
    this.view.zoom(by, at, from);
    this.next(this.view.year !== year);
  }

  /* At most once a frame, whatever a finger or a wheel says. */
  next(scaled) {
    this.scaled ||= scaled;
    this.waits ??= requestAnimationFrame(() => {
      const { scaled: zoomed } = this;
      Object.assign(this, { waits: undefined, scaled: false });
      const stretch = this.view.year / this.scene.settled;
      const sharp = this.scene.nodes.size < MANY && (stretch > STRETCH || stretch < 1 / STRETCH);
      if (sharp) return this.settle();
      this.scene.move(this.view, zoomed);
      this.pen.handle.place();
      if (!zoomed) return undefined;
      clearTimeout(this.later);
      this.later = setTimeout(() => this.settle(), IDLE);
      return undefined;
    });
  }

  /* Comes to a thing that lies out of sight. */
  bring(id) {
    const begin = this.item(id)?.span?.begin;
    if (begin === undefined) return;
    const x = this.view.x(begin);
    if (x < 0 || x > this.view.width - SIZE.row) this.pan(x - this.view.width / 3);
    this.scene.nodes.get(id)?.scrollIntoView({ block: "nearest" });
  }

  light(id) {
    this.lit.on(id);
  }

  /* Shows where the other seat drags a thing; without a target, that it has let go. */
  follow(said) {
    this.other.on(said);
  }

  /* What was covered or taken away is dragged no further, by nobody, and no ghost of it stays. */
  forget(away) {
    if (this.other.target && away(this.other.target)) this.follow({ target: null });
    if (this.lit.id && away(this.lit.id)) this.lit.off();
    if (this.drag.dragging && away(this.drag.item.key)) this.gestures.drop();
  }

  item(id) {
    for (const { items } of this.layout?.bands ?? []) {
      const found = items.find((one) => one.key === id);
      if (found) return found;
    }
    return this.layout?.shelf.find((one) => one.key === id);
  }

  /* Gives the lane and the age, not rounded, under a point of the screen; null above and below the lanes. */
  placeOf({ clientX, clientY }) {
    const box = this.scene.body.getBoundingClientRect();
    const [x, y] = [clientX - box.left, clientY - box.top];
    const band = y < box.height && y >= 0 ? this.layout?.bands.findLast((one) => y >= one.y) : null;
    return band ? { band, x, y, age: Math.min(120, Math.max(0, this.view.age(x))) } : null;
  }
}

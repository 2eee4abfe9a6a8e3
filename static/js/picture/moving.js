/* A picture that moves: sideways and to another scale, at most once a frame, whatever a finger or a wheel says. */

import { SIZE } from "./layout.js";
import { itemOf } from "./places.js";
import { View } from "./view.js";

const IDLE = 140; // ms after which a new scale is drawn sharp
const STRETCH = 3; // or as soon as it is so many times what was drawn
const MANY = 1000; // things: so many are drawn sharp only once the zooming rests, as each time takes several frames

export class Moving {
  constructor() {
    this.view = new View();
  }

  /* Draws sharp what is in sight now. */
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

  next(scaled) {
    this.scaled ||= scaled;
    this.waits ??= requestAnimationFrame(() => {
      const { scaled: zoomed } = this;
      Object.assign(this, { waits: undefined, scaled: false });
      this.move(zoomed);
    });
  }

  move(zoomed) {
    const stretch = this.view.year / this.scene.settled;
    const sharp = this.scene.nodes.size < MANY && (stretch > STRETCH || stretch < 1 / STRETCH);
    if (sharp) return this.settle();
    this.scene.move(this.view, zoomed);
    this.pen.handle.place();
    if (!zoomed) return undefined;
    clearTimeout(this.later);
    this.later = setTimeout(() => this.settle(), IDLE);
    return undefined;
  }

  /* The age to begin with where none was said: `last` while it is in sight, else what lies in the middle. */
  age(last) {
    const { view } = this;
    const x = last === undefined ? -1 : view.x(last);
    return x >= 0 && x <= view.width ? last : Math.max(0, Math.round(view.age(view.width / 2)));
  }

  /* Where nothing is in sight it comes to the first thing of all. */
  first() {
    const { view, layout } = this;
    const begins = layout?.bands.flatMap(({ items }) => items.map(({ span }) => span.begin)) ?? [];
    const seen = ({ x, width }) => begins.some((age) => x.call(view, age) >= 0 && x.call(view, age) <= width);
    if (begins.length && !seen(view)) this.pan(view.x(Math.min(...begins)) - view.width / 4);
  }

  /* Comes to a thing that lies out of sight, on the line or on the shelf. */
  bring(id) {
    const begin = itemOf(this, id)?.span?.begin;
    const x = begin === undefined ? 0 : this.view.x(begin);
    if (x < 0 || x > this.view.width - SIZE.row) this.pan(x - this.view.width / 3);
    (this.scene.nodes.get(id) ?? this.shelf.nodes.get(id))?.scrollIntoView({ block: "nearest" });
  }
}

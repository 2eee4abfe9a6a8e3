/* The picture of a timeline: far all of it as shapes, near with words. Keyboard and screen reader have the list, which
   holds the same things; the picture itself can be moved and drawn on by keys. docs/picture.md tells of its parts. */

import { hands } from "../picture/hands.js";
import { heights } from "../picture/heights.js";
import { arrange } from "../picture/layout.js";
import { measured, room } from "../picture/measured.js";
import { Moving } from "../picture/moving.js";
import { Scene } from "../picture/scene.js";
import { Shelf } from "../picture/shelf.js";

export class Picture extends Moving {
  constructor(frame, shapes, names, does = {}) {
    super();
    Object.assign(this, { frame, names, does, pane: frame.querySelector("[data-window]") });
    this.drawn = { things: [], lanes: [], near: false, life: {} };
    this.scene = new Scene(this.pane, shapes, this.pane.dataset);
    this.shelf = new Shelf(this.pane, shapes, this.pane.dataset);
    Object.assign(this, hands(this));
  }

  draw(things, lanes, near, life = this.drawn.life) {
    const turned = near !== this.drawn.near;
    Object.assign(this, { drawn: { things, lanes, near, life: life ?? {} }, stale: true });
    this.redraw(turned);
  }

  /* Another size of the page or of its text. What lies in which row is reckoned anew only where that says so. */
  redraw(turned = false) {
    const { lanes, near } = this.drawn;
    const { width, size, edge, least } = measured(this.pane, near);
    if (!width || !lanes.length) return this.stale && this.empty();
    this.size = size;
    this.view.edge = edge;
    if (this.stale || `${width} ${size}` !== this.basis) this.arrange(width, least);
    Object.assign(this, { stale: false, basis: `${width} ${size}` });
    this.view.frame(width, this.layout.years, turned ? this.view.least : least);
    if (turned) this.view.reset(least);
    return this.lay();
  }

  arrange(width, least) {
    const { things, lanes, near, life } = this.drawn;
    const fit = (width - 2 * this.view.edge) / (this.view.years || 30);
    this.layout = arrange(things, lanes, { near, size: this.size, now: life.age_now, year: Math.max(least, fit) });
  }

  lay() {
    const { near, life } = this.drawn;
    const { bands, shelf, years } = this.layout;
    const height = heights(bands, { near, size: this.size, room: room(this.pane) });
    this.scene.lay({ bands, years, width: this.view.width, height, size: this.size, near, life }, (lane) => lane.name || this.names.get(lane.id) || "");
    this.shelf.draw(shelf, near);
    this.settle();
  }

  /* Nothing that is out of date stays behind what is not drawn. */
  empty() {
    this.forget(() => true);
    this.layout = null;
    this.scene.empty();
    this.shelf.draw([], false);
  }

  light(id) {
    this.lit.on(id);
  }

  /* Shows where the other seat drags a thing; without a target, that it has let go. */
  follow(said) {
    this.other.on(said);
  }

  /* What was covered or taken away is held and dragged no further, by nobody, and no ghost of it stays. */
  forget(away) {
    if (this.other.target && away(this.other.target)) this.follow({ target: null });
    if (this.lit.id && away(this.lit.id)) this.lit.off();
    this.gestures.forget(away);
  }
}

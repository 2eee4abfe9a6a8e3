/* Drawing the feelings line: with a finger or a mouse across its lane, or by keys with a handle that says where it is. */

import { Handle } from "./handle.js";
import { stroke } from "./stroke.js";
import { placeOf } from "./places.js";
import { simplify } from "./simplify.js";

const MARGIN = 12; // above and below the line, of 224: see `stroke`

export class Pen {
  constructor(picture) {
    this.picture = picture;
    this.on = false;
    this.handle = new Handle(picture, this);
  }

  /* Gives the lanes in which a line may be drawn. */
  lanes() {
    return (this.picture.layout?.bands ?? []).filter(({ lane }) => lane.topic === "feelings");
  }

  turn(on) {
    this.on = this.picture.pane.classList.toggle("drawing", on);
    this.cancel();
    if (on) this.handle.show(this.lanes()[0]);
    else this.handle.hide();
  }

  /* Begins a stroke where the finger stands in the lane of feelings; says whether it does. */
  begins(event) {
    const place = this.on ? placeOf(this.picture, event) : null;
    if (!place || place.band.lane.topic !== "feelings" || event.target === this.handle.button) return false;
    this.picture.settle();
    this.band = place.band;
    this.points = [];
    this.move(event);
    return true;
  }

  /* The line goes by age: what runs back over itself is left out. */
  move(event) {
    const place = placeOf(this.picture, { clientX: event.clientX, clientY: this.inside(event.clientY) });
    if (!place) return;
    const point = [place.age, this.height(place.y)];
    const [one, other] = [this.points[0], this.points.at(-1)];
    this.forth ??= one && point[0] !== one[0] ? Math.sign(point[0] - one[0]) : undefined;
    if (other && (point[0] - other[0]) * (this.forth ?? 1) <= 0 && this.points.length > 1) return;
    this.points.push(point);
    this.show(this.points);
  }

  inside(clientY) {
    const top = this.picture.scene.body.getBoundingClientRect().top + this.band.first;
    return Math.min(top + this.band.stroke, Math.max(top, clientY));
  }

  height(y) {
    const down = ((y - this.band.first) / this.band.stroke) * (200 + 2 * MARGIN);
    return Math.min(100, Math.max(-100, 100 + MARGIN - down));
  }

  show(points, band = this.band) {
    const { scene } = this.picture;
    this.line?.remove();
    this.line = stroke({ points }, band.first, band.stroke, scene.draw);
    this.line.classList.add(`lane-${band.lane.colour}`);
    scene.over.append(this.line);
  }

  end() {
    const [points, band] = [simplify(this.points ?? []), this.band];
    this.cancel();
    if (points.length) this.picture.does.stroke?.(points, band.lane.id);
  }

  cancel() {
    this.line?.remove();
    this.points = this.forth = this.line = undefined;
  }
}

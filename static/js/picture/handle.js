/* A point of the feelings line that arrow keys move: sideways by half years, up and down by a tenth. Enter sets a point,
   Escape ends the line. Where it stands is said in words, without a scale. */

import { simplify } from "./simplify.js";
import { Spot } from "./spot.js";

export class Handle {
  constructor(picture, pen) {
    Object.assign(this, { picture, pen });
    this.button = picture.frame.querySelector("[data-pen]");
    this.said = picture.frame.querySelector("[data-said]");
    this.words = this.button?.dataset ?? {};
    this.spot = new Spot(this.words);
    this.points = [];
    const hears = { keydown: this.key, focus: this.sight, click: this.click };
    for (const [name, what] of Object.entries(hears)) this.button?.addEventListener(name, what.bind(this));
  }

  show(band) {
    if (!this.button || !band) return;
    this.band = band;
    this.spot.begin(this.picture.drawn.life.age_now);
    this.button.hidden = false;
    this.picture.scene.body.append(this.button);
    this.place();
  }

  /* The line that was begun ends here. */
  hide() {
    if (!this.button) return;
    this.button.hidden = true;
    if (this.points.length) this.end();
    else this.said.textContent = "";
  }

  /* Also when the window has moved under it. */
  place() {
    if (!this.button || this.button.hidden) return;
    this.band = this.pen.lanes()[0] ?? this.band;
    const y = this.band.first + ((112 - this.spot.height) / 224) * this.band.stroke;
    this.button.style.transform = `translate(${this.picture.view.x(this.spot.age)}px, ${y}px) translate(-50%, -50%)`;
  }

  key(event) {
    const last = this.points.at(-1)?.[0] ?? 0; // a line goes on by age
    if (event.key === "Escape") return this.end(); // which is heard further up: three times leaves the page
    if (!this.spot.go(event.key, last, this.picture.view.years)) return undefined;
    this.sight();
    this.said.textContent = this.spot.where();
    event.preventDefault();
    return event.stopPropagation();
  }

  /* By Enter and space; a pointer draws by itself. */
  click(event) {
    event.stopPropagation();
    if (event.detail === 0) this.set();
  }

  sight() {
    const { view } = this.picture;
    const x = view.x(this.spot.age);
    if (x < 24 || x > view.width - 24) this.picture.pan(x - view.width / 2);
    this.place();
  }

  set() {
    this.points = simplify([...this.points, [this.spot.age, this.spot.height]]);
    this.pen.show(this.points, this.band);
    this.said.textContent = `${this.words.set} ${this.spot.where()}`;
  }

  end() {
    const points = this.points.splice(0);
    this.pen.cancel();
    if (points.length) this.picture.does.stroke?.(points, this.band.lane.id);
    this.said.textContent = points.length ? this.words.kept : this.words.nothing;
  }
}

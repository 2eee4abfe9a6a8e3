/* A point of the feelings line that arrow keys move: sideways by half years, up and down by a tenth. Enter sets a point,
   Escape ends the line. Where it stands is said in words, without a scale. */

import { simplify } from "./simplify.js";

const STEP = { age: 0.5, height: 10 };

export class Handle {
  constructor(picture, pen) {
    Object.assign(this, { picture, pen });
    this.button = picture.frame.querySelector("[data-pen]");
    this.said = picture.frame.querySelector("[data-said]");
    this.words = this.button?.dataset ?? {};
    this.number = new Intl.NumberFormat(document.documentElement.lang || undefined);
    this.points = [];
    this.button?.addEventListener("keydown", (event) => this.key(event));
    this.button?.addEventListener("focus", () => this.sight());
    this.button?.addEventListener("click", (event) => {
      event.stopPropagation();
      if (event.detail === 0) this.set(); // Enter and space
    });
  }

  show(band) {
    if (!this.button || !band) return;
    this.band = band;
    this.age ??= this.picture.drawn.life.age_now ? Math.round(this.picture.drawn.life.age_now / 2) : 15;
    this.height ??= 0;
    this.button.hidden = false;
    this.picture.scene.body.append(this.button);
    this.place();
  }

  hide() {
    if (!this.button) return;
    this.button.hidden = true;
    this.points = [];
    this.said.textContent = "";
  }

  /* Also when the window has moved under it. */
  place() {
    if (!this.button || this.button.hidden) return;
    this.band = this.pen.lanes()[0] ?? this.band;
    const y = this.band.first + ((112 - this.height) / 224) * this.band.stroke;
    this.button.style.transform = `translate(${this.picture.view.x(this.age)}px, ${y}px) translate(-50%, -50%)`;
  }

  key(event) {
    const by = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] }[event.key];
    if (event.key === "Escape") this.end();
    else if (by) this.go(...by);
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  go(years, up) {
    const last = this.points.at(-1)?.[0] ?? 0; // a line goes on by age
    this.age = Math.min(this.picture.view.years, 120, Math.max(last, this.age + years * STEP.age));
    this.height = Math.min(100, Math.max(-100, this.height + up * STEP.height));
    this.sight();
    this.say(this.where());
  }

  sight() {
    const { view } = this.picture;
    const x = view.x(this.age);
    if (x < 24) this.picture.pan(x - view.width / 2);
    if (x > view.width - 24) this.picture.pan(x - view.width / 2);
    this.place();
  }

  /* Seven words for the height, from low to high. */
  where() {
    const heights = [1, 2, 3, 4, 5, 6, 7].map((at) => this.words[`height${at}`]);
    const age = this.words.age?.replace("{age}", this.number.format(this.age));
    return `${age}: ${heights[Math.round((this.height + 100) / 33.4)]}`;
  }

  set() {
    this.points.push([this.age, this.height]);
    this.points = simplify(this.points);
    this.pen.show(this.points, this.band);
    this.say(`${this.words.set} ${this.where()}`);
  }

  end() {
    const { points } = this;
    this.points = [];
    this.pen.cancel();
    if (points.length) this.picture.does.stroke?.(points, this.band.lane.id);
    this.say(points.length ? this.words.kept : this.words.nothing);
  }

  say(words) {
    this.said.textContent = words ?? "";
  }
}

/* The axis of ages, with years beside them where the year of birth is known, and today as a soft line. */

import { make, pool, set } from "./svg.js";

const STEPS = [1, 2, 5, 10, 20, 30, 40];

/* Gives the ages to write, at least `apart` px from each other. */
export function ticks({ years, year }, apart) {
  const step = STEPS.find((one) => one * year >= apart) ?? STEPS.at(-1);
  return Array.from({ length: Math.floor(years / step) + 1 }, (_, at) => at * step);
}

export class Axis {
  constructor(words) {
    this.words = words;
    this.group = make("g");
    this.line = make("path", { class: "axis" });
    this.today = make("text", { class: "today", "text-anchor": "middle" }, words);
    this.svg = make("svg", { class: "line picture-axis", "aria-hidden": "true", focusable: "false" }, this.line, this.group, this.today);
    this.labels = [];
  }

  /* Chooses the ages to write at this scale; `size` is the height of a line of words. */
  draw(view, life, size) {
    const height = size * (life.born ? 3.4 : 2.2);
    const width = Math.max(view.width, view.years * view.year + 2 * view.edge);
    Object.assign(this, { now: life.age_now ?? null, size, ages: ticks(view, size * (life.born ? 2.8 : 2.4)) });
    set(this.svg, { height, width });
    set(this.line, { d: `M0 ${height - 0.5}H${width}` });
    this.first = size * (life.born ? 1.3 : 1.45);
    set(this.today, { y: this.first, display: this.now === null ? "none" : "inline" });
    pool(this.labels, this.ages, () => this.label(), (label, age) => this.write(label, age, life));
    this.move(view, true);
  }

  label() {
    const words = (name) => make("text", { class: name, "text-anchor": "middle" }, " ");
    return this.group.appendChild(make("g", {}, words("axis"), words("axis year")));
  }

  write({ children: [above, below] }, age, { born }) {
    set(above, { y: this.first });
    set(below, { y: this.size * 2.6, display: born ? "inline" : "none" });
    say(above, age);
    say(below, born ? born + age : "");
  }

  /* Puts what is written where it is at this scale, as far as it may come into sight before the next choice. Where "today"
     stands nothing else is written. */
  move(view, everywhere = false) {
    const x = (age) => Math.round(age * view.year + view.edge);
    const room = this.size * (this.words.length * 0.3 + 1.2);
    this.ages.forEach((age, at) => {
      const free = this.now === null || Math.abs(age - this.now) * view.year > room;
      const seen = everywhere || Math.abs(view.x(age) - view.width / 2) < view.width;
      set(this.labels[at], seen ? { transform: `translate(${x(age)} 0)`, display: free ? "inline" : "none" } : { display: "none" });
    });
    if (this.now !== null) set(this.today, { x: x(this.now) });
  }
}

function say({ firstChild }, words) {
  if (firstChild.data !== String(words)) firstChild.data = String(words);
}

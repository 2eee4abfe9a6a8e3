/* The axis of ages, with years beside them where the year of birth is known, and today as a soft line. */

import { keep, make, set } from "./svg.js";

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
    this.today = make("text", { class: "today", "text-anchor": "middle" });
    this.svg = make("svg", { class: "line picture-axis", "aria-hidden": "true", focusable: "false" }, this.line, this.group);
    this.group.append(this.today);
    this.labels = new Map();
  }

  /* Draws the ages where they are now; `size` is the height of a line of words. */
  draw(view, life, size) {
    const height = size * (life.born ? 3.3 : 2.2);
    const apart = size * (life.born ? 2.6 : 2);
    const now = life.age_now;
    const width = Math.max(view.width, view.years * view.year + 2 * view.edge);
    set(this.svg, { height, width });
    set(this.line, { d: `M0 ${height - 0.5}H${width}` });
    const ages = ticks(view, apart).map((age) => ({ key: `${age} ${life.born ?? ""} ${size}`, age, x: view.x(age) + view.left }));
    keep(this.labels, this.clear(ages, now, view, size), (one, label) => this.label(one, label ?? this.made(one, life, size)));
    this.today.textContent = now === undefined || now === null ? "" : this.words;
    if (now !== undefined && now !== null) set(this.today, { x: view.x(now) + view.left, y: size * 1.1 });
  }

  /* Where "today" stands nothing else is written. */
  clear(ages, now, view, size) {
    if (now === undefined || now === null) return ages;
    const room = size * (this.words.length * 0.3 + 1);
    return ages.filter(({ x }) => Math.abs(x - view.x(now) - view.left) > room);
  }

  made({ age }, life, size) {
    const label = make("g", {}, make("text", { class: "axis", y: size * 1.1, "text-anchor": "middle" }, String(age)));
    if (life.born) label.append(make("text", { class: "axis year", y: size * 2.3, "text-anchor": "middle" }, String(life.born + age)));
    this.group.append(label);
    return label;
  }

  label({ x }, label) {
    set(label, { transform: `translate(${Math.round(x)} 0)` });
    return label;
  }
}

/* Lines behind the things: ages, today, and what lies beyond it. */

import { ticks } from "./axis.js";
import { make, pool, set } from "./svg.js";

export class Grid {
  constructor() {
    this.ages = make("g");
    this.lines = [];
    this.beyond = make("rect", { class: "beyond", y: 0, height: "100%" });
    this.now = make("line", { class: "today", y1: 0, y2: "100%" });
    this.nodes = [this.beyond, this.ages, this.now];
  }

  draw(view, scene) {
    const made = () => this.ages.appendChild(make("line", { class: "axis", y1: 0, y2: "100%" }));
    const put = (line, age) => set(line, { x1: scene.at(age), x2: scene.at(age) });
    pool(this.lines, ticks(view, scene.size * 32), made, put);
    const now = scene.life.age_now ?? null;
    for (const one of [this.now, this.beyond]) set(one, { display: now === null ? "none" : "inline" });
    if (now === null) return;
    put(this.now, now);
    set(this.beyond, { x: scene.at(now), width: scene.at(Math.max(0, view.years - now)) });
  }
}

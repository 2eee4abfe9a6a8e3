/* A soft light around one thing, whatever the layout; where the thing is out of sight, at the edge towards it. */

import { Edge } from "./edge.js";
import { top } from "./heights.js";
import { markOf } from "./layout.js";
import { itemOf } from "./places.js";
import { make } from "./svg.js";

const LASTS = 3000; // ms

export class Light {
  constructor(picture) {
    this.picture = picture;
    this.edge = new Edge(picture.pane);
  }

  /* Shines for three seconds; again while it shines, it only lasts longer. Nothing (null) is no light. */
  on(id) {
    if (id === null) return this.off();
    if (id === this.id && this.layout === this.picture.layout) return this.longer();
    const node = this.picture.scene.nodes.get(id) ?? this.picture.shelf.nodes.get(id);
    if (!node) return undefined;
    this.off();
    Object.assign(this, { id, node, layout: this.picture.layout });
    node.classList.add("lit");
    const item = itemOf(this.picture, id);
    if (item?.span) this.shine(item);
    this.edge.towards(node.getBoundingClientRect());
    this.until = setTimeout(() => this.off(), LASTS);
    return undefined;
  }

  longer() {
    clearTimeout(this.until);
    this.until = setTimeout(() => this.off(), LASTS);
    for (const shining of [this.glow, this.edge.light]) for (const one of shining?.getAnimations() ?? []) one.currentTime = 0;
  }

  off() {
    clearTimeout(this.until);
    this.node?.classList.remove("lit");
    this.glow?.remove();
    Object.assign(this, { id: null, node: null, glow: null, layout: null });
    this.edge.off();
  }

  shine(item) {
    const { begin, end } = item.span;
    const { scene, size } = this.picture;
    const wide = 28 * size + markOf(item.thing) * size / 2;
    const high = (item.thing.shape === "feelings" ? item.band.stroke : item.band.row) + 24;
    this.glow = make("rect", { class: "light", x: scene.at(begin), y: top(item) - 12, height: high, rx: 24, fill: "url(#picture-light)" });
    this.glow.style.width = `calc(${scene.at(end - begin)} + ${2 * wide}px)`;
    this.glow.setAttribute("transform", `translate(${-wide} 0)`);
    scene.under.append(this.glow);
  }
}

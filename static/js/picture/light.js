/* A soft light around one thing, whatever the layout; where the thing is out of sight, at the edge towards it. */

import { markOf, top } from "./layout.js";
import { make } from "./svg.js";

const LASTS = 3000; // ms

export class Light {
  constructor(picture) {
    this.picture = picture;
    this.edge = document.createElement("div");
    this.edge.className = "picture-edge";
    this.edge.hidden = true;
    picture.pane.append(this.edge);
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
    const item = this.picture.item(id);
    if (item?.span) this.shine(item);
    this.point(node.getBoundingClientRect());
    this.until = setTimeout(() => this.off(), LASTS);
    return undefined;
  }

  longer() {
    clearTimeout(this.until);
    this.until = setTimeout(() => this.off(), LASTS);
    for (const shining of [this.glow, this.edge]) for (const one of shining?.getAnimations() ?? []) one.currentTime = 0;
  }

  off() {
    clearTimeout(this.until);
    this.id = null;
    this.node?.classList.remove("lit");
    this.glow?.remove();
    this.edge.hidden = true;
    this.edge.classList.remove("light");
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

  /* Which edge of what is in sight is nearest to a thing that isn't. */
  point(thing) {
    const pane = this.picture.pane.getBoundingClientRect();
    const sight = {
      left: Math.max(0, pane.left), right: Math.min(window.innerWidth, pane.right),
      top: Math.max(0, pane.top), bottom: Math.min(window.innerHeight, pane.bottom),
    };
    const side =
      thing.right < sight.left ? "left" : thing.left > sight.right ? "right"
      : thing.bottom < sight.top ? "top" : thing.top > sight.bottom ? "bottom" : "";
    if (!side) return;
    const along = side === "left" || side === "right";
    const wide = along ? 48 : sight.right - sight.left;
    const high = along ? sight.bottom - sight.top : 48;
    Object.assign(this.edge.style, {
      left: `${side === "right" ? sight.right - wide : sight.left}px`, width: `${wide}px`,
      top: `${side === "bottom" ? sight.bottom - high : sight.top}px`, height: `${high}px`,
    });
    this.edge.dataset.side = side;
    this.edge.hidden = false;
    void this.edge.offsetWidth; // the light begins anew
    this.edge.classList.add("light");
  }
}

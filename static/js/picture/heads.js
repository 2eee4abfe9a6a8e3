/* Names and lines of the lanes, which stay while the things move. */

import { short, SIZE } from "./layout.js";
import { keep, make, set } from "./svg.js";

export class Heads {
  constructor(drawing) {
    Object.assign(this, { drawing, nodes: new Map() });
  }

  /* `name` gives what a lane is called; what is longer than `width` px is cut. */
  lay(bands, { width, size }, name) {
    const letters = Math.floor(width / (SIZE.letter * 1.15 * size));
    keep(this.nodes, bands.map((band) => ({ key: band.lane.id, band })), ({ band }, node) => this.head(band, node ?? this.made(), short(name(band.lane), letters), size));
  }

  made() {
    return this.drawing.appendChild(make("g", {}, make("path", { class: "axis" }), make("text", { class: "lane-name" })));
  }

  head({ lane, y, height }, node, said, size) {
    const [line, name] = node.children;
    set(node, { class: `lane-${lane.colour}`, transform: `translate(0 ${y})` });
    set(line, { d: `M0 ${height - 0.5}H9999` });
    set(name, { x: 12, y: 19 * size });
    if (name.textContent !== said) name.textContent = said;
    return node;
  }
}

/* The layer of things: a node for each by its id, drawn anew only when what is drawn of it changed. */

import { top } from "./heights.js";
import { parts } from "./mark.js";
import { keep, make } from "./svg.js";

const COLOURS = 8;

export class Things {
  constructor() {
    Object.assign(this, { layer: make("g"), nodes: new Map(), drawn: new Map() });
  }

  /* `draw` holds years, size, near and the marks. */
  lay(items, draw) {
    keep(this.nodes, items, (item, node) => this.thing(item, node ?? this.made(item), draw));
    for (const key of this.drawn.keys()) if (!this.nodes.has(key)) this.drawn.delete(key);
  }

  made({ key }) {
    return this.layer.appendChild(make("g", { "data-id": key }));
  }

  thing(item, node, draw) {
    const { thing, band, span, words } = item;
    const high = thing.shape === "feelings" ? band.stroke : band.row;
    const key = JSON.stringify([thing.shape, thing.symbol, thing.near, thing.cover, thing.points, Object.values(span), words, item.inside, top(item), high, band.lane.colour, draw.years, draw.size, draw.near]);
    if (this.drawn.get(item.key) === key) return node;
    this.drawn.set(item.key, key);
    node.classList.add("board-thing");
    for (let at = 1; at <= COLOURS; at += 1) node.classList.toggle(`lane-${at}`, at === band.lane.colour);
    node.replaceChildren(...parts(item, top(item), high, draw));
    return node;
  }
}

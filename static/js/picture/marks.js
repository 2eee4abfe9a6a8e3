/* Marks of things, each made once for its shape, colour and size: a line without length carries one. */

import { make } from "./svg.js";

export class Marks {
  constructor(defs, shapes) {
    Object.assign(this, { defs, shapes, made: new Map() });
  }

  /* Gives the address of a mark of `wide` px, `beside` px right of where it is put. */
  url(symbol, colour, wide, name, beside = 0) {
    const id = `picture-mark-${[symbol, colour, wide, name, beside].join("-").replace(/[^\w-]/g, "_")}`;
    if (!this.made.has(id)) this.made.set(id, this.defs.appendChild(this.mark(id, symbol, colour, wide, name, beside)));
    return `url(#${id})`;
  }

  mark(id, symbol, colour, wide, name, beside) {
    const size = { markerUnits: "userSpaceOnUse", markerWidth: wide, markerHeight: wide };
    const use = make("use", { class: name, href: `${this.shapes}#${symbol}`, width: wide, height: wide });
    return make("marker", { id, class: `lane-${colour}`, ...size, refX: wide / 2 - beside, refY: wide / 2, overflow: "visible" }, use);
  }
}

/* A ghost of a thing: where it would lie, or where the other seat drags it to. */

import { parts } from "./mark.js";
import { span } from "./span.js";
import { make, set } from "./svg.js";

export class Ghost {
  constructor(picture) {
    this.picture = picture;
    this.node = make("g");
  }

  /* Shows `item` as `thing` would be, in a lane, its row beginning at `y`. */
  show(item, thing, band, y) {
    const there = { ...item, thing, band, span: span(thing), row: 0 };
    set(this.node, { class: `ghost lane-${band.lane.colour}`, transform: `translate(0 ${y})` });
    this.node.replaceChildren(...parts(there, 0, band.row, this.picture.scene.draw));
    this.picture.scene.over.append(this.node);
  }

  hide() {
    this.node.remove();
    this.node.replaceChildren();
  }
}

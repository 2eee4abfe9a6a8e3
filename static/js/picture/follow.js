/* Where the other seat drags a thing at this moment: a ghost of it in its own lane, until it is let go. */

import { top } from "./layout.js";
import { parts } from "./mark.js";
import { span } from "./span.js";
import { make, set } from "./svg.js";

export class Follow {
  constructor(picture) {
    this.picture = picture;
    this.ghost = make("g");
  }

  /* Ages in years; without a thing or a first age there is nothing to see. */
  on({ target, from = null, to = null }) {
    const item = target && this.picture.item(target);
    this.target = target;
    this.ghost.remove();
    if (!item?.band || from === null) return;
    const thing = { ...item.thing, from: [from, from], to: to === null ? undefined : [to, to] };
    const there = { ...item, thing, span: span(thing), row: 0 };
    set(this.ghost, { class: `ghost lane-${item.band.lane.colour}`, transform: `translate(0 ${top(item)})` });
    this.ghost.replaceChildren(...parts(there, 0, item.band.row, this.picture.scene.draw));
    this.picture.scene.over.append(this.ghost);
  }
}

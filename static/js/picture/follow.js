/* Where the other seat drags a thing at this moment: a ghost of it in its own lane, until it is let go. */

import { Ghost } from "./ghost.js";
import { top } from "./heights.js";
import { itemOf } from "./places.js";

export class Follow {
  constructor(picture) {
    Object.assign(this, { picture, ghost: new Ghost(picture) });
  }

  /* Ages in years; without a thing or a first age there is nothing to see. */
  on({ target, from = null, to = null }) {
    const item = target && itemOf(this.picture, target);
    this.target = target;
    this.ghost.hide();
    if (!item?.band || from === null) return;
    const thing = { ...item.thing, from: [from, from], to: to === null ? undefined : [to, to] };
    this.ghost.show(item, thing, item.band, top(item));
  }
}

/* Under a mouse the ends of a period show that they can be taken. */

import { top } from "./heights.js";
import { hit } from "./hit.js";
import { make, set } from "./svg.js";

export class Ends {
  constructor(picture, may) {
    Object.assign(this, { picture, may });
    this.handles = ["from", "to"].map((end) => make("rect", { class: "handle", width: 4, rx: 2, "data-end": end }));
  }

  hover(event) {
    const found = event.pointerType === "mouse" ? hit(this.picture, event) : null;
    const item = found?.item.thing.shape === "period" && found.item.span && this.may(found.item) ? found.item : null;
    if (item?.key !== this.over) this.offer(item);
    this.picture.pane.classList.toggle("at-end", Boolean(item && found.end));
  }

  offer(item) {
    this.over = item?.key;
    const { scene } = this.picture;
    for (const handle of this.handles) {
      const end = handle.dataset.end;
      if (!item?.thing[end]) {
        handle.remove();
        continue;
      }
      const age = end === "from" ? item.span.begin : item.span.end;
      set(handle, { x: scene.at(age), y: top(item) + 8, height: item.band.row - 22, transform: `translate(${end === "from" ? 3 : -7} 0)` });
      scene.over.append(handle);
    }
  }
}

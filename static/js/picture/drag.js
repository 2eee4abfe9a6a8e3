/* Taking a thing to another age or another lane, or one of its ends to another age. A ghost shows where it would lie; it
   is said once, on release. What doubt there was stays as wide as it was. */

import { Ends } from "./ends.js";
import { Ghost } from "./ghost.js";
import { top } from "./heights.js";
import { inLane, onShelf } from "./letgo.js";
import { placeOf } from "./places.js";
import { make, set } from "./svg.js";

const LEFT_ALONE = ["feelings", "cloth"];
const known = (age) => age !== null && age !== undefined;

export class Drag {
  constructor(picture) {
    Object.assign(this, { picture, ghost: new Ghost(picture) });
    this.target = make("rect", { class: "target", x: 0, width: "100%" });
    this.ends = new Ends(picture, (item) => this.may(item));
  }

  /* On a timeline that rests nothing is moved. */
  may({ thing }) {
    const { does, frame } = this.picture;
    return Boolean(does.move) && !LEFT_ALONE.includes(thing.shape) && !frame.closest("[data-resting]");
  }

  /* Says whether the thing may be dragged at all. */
  start({ item, end }, event) {
    const { scene, shelf } = this.picture;
    if (!this.may(item)) return false;
    this.picture.settle();
    const at = placeOf(this.picture, event);
    Object.assign(this, { item, side: end, last: "", told: null, began: at?.age, dragging: true });
    this.node = scene.nodes.get(item.key) ?? shelf.nodes.get(item.key);
    this.node.classList.add("moving");
    scene.under.append(this.target);
    return true;
  }

  move(event) {
    const place = placeOf(this.picture, event);
    const told = place ? inLane(this.picture, this, place) : onShelf(this.picture, this, event);
    const key = JSON.stringify([told?.lane, told?.from, told?.to]);
    if (key === this.last) return;
    Object.assign(this, { last: key, told });
    set(this.target, { display: place ? "inline" : "none" });
    if (place) this.show(told, place);
    else this.ghost.hide();
    this.tell(told);
  }

  show(told, place) {
    const band = this.side ? this.item.band : place.band;
    const y = this.side ? top(this.item) : Math.min(Math.max(band.y, place.y - band.row / 2), band.y + band.height - band.row);
    this.ghost.show(this.item, { ...this.item.thing, ...told }, band, y);
    set(this.target, { y: band.y, height: band.height });
  }

  /* Tells the other seat, which sees it at once and keeps nothing. */
  tell(told) {
    const [first, last] = [told?.from?.find(known) ?? null, told?.to?.findLast(known) ?? null];
    this.picture.does.drag?.(told ? this.item.key : null, first, last);
  }

  end() {
    const { told, item, dragging } = this;
    const same = (one, other) => JSON.stringify(one ?? null) === JSON.stringify(other ?? null);
    const changed = dragging && told && (told.lane !== item.thing.lane || !same(told.from, item.thing.from) || !same(told.to, item.thing.to));
    this.cancel();
    if (changed) this.picture.does.move(item.key, told);
  }

  cancel() {
    this.node?.classList.remove("moving");
    this.ghost.hide();
    this.target.remove();
    if (this.item && this.last) this.tell(null);
    Object.assign(this, { told: null, last: "", dragging: false });
  }
}

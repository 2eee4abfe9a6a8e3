/* Taking a thing to another age or another lane, or one of its ends to another age. A ghost shows where it would lie; it
   is said once, on release. What doubt there was stays as wide as it was. The hand keeps the id of a thing, no words. */

import { Ends } from "./ends.js";
import { Ghost } from "./ghost.js";
import { top } from "./heights.js";
import { differs, inLane, onShelf, outer } from "./letgo.js";
import { itemOf, placeOf } from "./places.js";
import { make, set } from "./svg.js";

export class Drag {
  constructor(picture) {
    Object.assign(this, { picture, ghost: new Ghost(picture) });
    this.target = make("rect", { class: "target", x: 0, width: "100%" });
    this.ends = new Ends(picture, (item) => this.may(item));
  }

  /* On a timeline that rests nothing is moved. */
  may({ thing }) {
    const { does, frame } = this.picture;
    return Boolean(does.move) && !["feelings", "cloth"].includes(thing.shape) && !frame.closest("[data-resting]");
  }

  get item() {
    return itemOf(this.picture, this.key);
  }

  /* Says whether the thing may be dragged at all. */
  start({ key, end }, event) {
    const { scene, shelf } = this.picture;
    const item = itemOf(this.picture, key);
    if (!item || !this.may(item)) return false;
    this.picture.settle();
    const node = scene.nodes.get(key) ?? shelf.nodes.get(key);
    Object.assign(this, { key, node, side: end, last: "", told: null, began: placeOf(this.picture, event)?.age });
    node.classList.add("moving");
    scene.under.append(this.target);
    return true;
  }

  move(event) {
    if (!this.item) return;
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
    this.picture.does.drag?.(told ? this.key : null, ...outer(told));
  }

  end() {
    const { told, item, key } = this;
    this.cancel();
    if (item && told && differs(told, item.thing)) this.picture.does.move(key, told);
  }

  cancel() {
    this.node?.classList.remove("moving");
    this.ghost.hide();
    this.target.remove();
    if (this.last) this.tell(null);
    Object.assign(this, { key: null, node: null, told: null, last: "" });
  }
}

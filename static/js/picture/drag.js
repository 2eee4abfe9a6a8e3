/* Taking a thing to another age or another lane, or one of its ends to another age. A ghost shows where it would lie; it
   is said once, on release. What doubt there was stays as wide as it was. */

import { hit } from "./hit.js";
import { top } from "./layout.js";
import { parts } from "./mark.js";
import { shifted, span, stretched } from "./span.js";
import { make, set } from "./svg.js";

const FINE = 60; // px of a year from which half years are meant
const LEFT_ALONE = ["feelings", "cloth"];
const known = (age) => age !== null && age !== undefined;

export class Drag {
  constructor(picture) {
    this.picture = picture;
    this.ghost = make("g");
    this.target = make("rect", { class: "target", x: 0, width: "100%" });
    this.handles = ["from", "to"].map((end) => make("rect", { class: "handle", width: 4, rx: 2, "data-end": end }));
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
    const at = this.picture.placeOf(event);
    Object.assign(this, { item, side: end, last: "", told: null, began: at?.age, dragging: true });
    this.node = scene.nodes.get(item.key) ?? shelf.nodes.get(item.key);
    this.node.classList.add("moving");
    scene.over.append(this.ghost);
    scene.under.append(this.target);
    return true;
  }

  move(event) {
    const place = this.picture.placeOf(event);
    const told = place ? this.place(place) : this.away(event);
    const key = JSON.stringify([told?.lane, told?.from, told?.to]);
    if (key === this.last) return;
    Object.assign(this, { last: key, told });
    for (const one of [this.ghost, this.target]) set(one, { display: place ? "inline" : "none" });
    if (place) this.show(told, place);
    this.tell(told);
  }

  /* Gives the thing as it would be if it were let go here. */
  place({ band, age }) {
    const { thing } = this.item;
    const fine = this.picture.view.year >= FINE * this.picture.size ? 2 : 1;
    const whole = (years) => Math.round(years * fine) / fine;
    if (!this.item.span) return { lane: band.lane.id, from: [whole(age), whole(age)], to: undefined };
    const by = whole(age - this.began);
    if (this.side) return { lane: thing.lane, ...stretched(thing, this.side, by) };
    return { lane: band.lane.id, ...shifted(thing, by) };
  }

  /* Over the shelf it has no time again. */
  away(event) {
    const box = this.picture.shelf.box.getBoundingClientRect();
    const on = event.clientY >= box.top && event.clientY <= box.bottom && !this.side;
    return on ? { lane: this.item.thing.lane, from: undefined, to: undefined } : null;
  }

  show(told, place) {
    const band = this.side ? this.item.band : place.band;
    const thing = { ...this.item.thing, ...told };
    const item = { ...this.item, thing, band, span: span(thing), row: 0 };
    const y = this.side ? top(this.item) : Math.min(Math.max(band.y, place.y - band.row / 2), band.y + band.height - band.row);
    set(this.ghost, { class: `ghost lane-${band.lane.colour}`, transform: `translate(0 ${y})` });
    this.ghost.replaceChildren(...parts(item, 0, band.row, this.picture.scene.draw));
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
    this.ghost.remove();
    this.target.remove();
    if (this.item && this.last) this.tell(null);
    Object.assign(this, { told: null, last: "", dragging: false });
    this.ghost.replaceChildren();
  }

  /* Under a mouse the ends of a period show that they can be taken. */
  hover(event) {
    const found = event.pointerType === "mouse" ? hit(this.picture, event) : null;
    const item = found?.item.thing.shape === "period" && found.item.span && this.may(found.item) ? found.item : null;
    if (item !== this.over) this.offer(item);
    this.picture.pane.classList.toggle("at-end", Boolean(item && found.end));
  }

  offer(item) {
    this.over = item;
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

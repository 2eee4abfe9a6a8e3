/* Her review at the end: thing by thing, keep, cover or take out. It can stop at any moment; nothing is asked twice. A
   touch too many is none, and the one before can be looked at again. The other screen hears that she looks: offered.js */

import { Leaf } from "./leaf.js";
import { Offered, tell } from "./offered.js";
import { Unseen } from "./unseen.js";

const TWICE = 500; // ms: a second touch in the same place

export class Review {
  constructor(sheets, words, { things, lanes, title, names, acts }) {
    Object.assign(this, { sheets, acts, unseen: new Unseen(things, lanes) });
    this.dialog = sheets.all.review;
    if (!this.dialog) return;
    this.leaf = new Leaf(this.dialog, words, { names, title });
    const on = (name, act) => this.leaf.part(name).addEventListener("click", act);
    this.dialog.addEventListener("click", (event) => this.twice(event) && event.stopPropagation(), { capture: true });
    on("keep-it", () => this.next());
    on("back-one", () => this.show(this.unseen.back()));
    on("cover-it", () => this.aside(() => this.acts.cover(this.now)));
    on("take-out", () => this.aside(() => this.acts.away(this.now)));
    on("share-it", () => this.next(() => this.acts.say("share", this.now)));
    on("lift-it", () => this.next(() => this.acts.lift(this.now)));
    this.offered = new Offered(sheets, this.dialog, () => this.open());
    this.dialog.addEventListener("close", () => this.closed());
  }

  twice({ detail, pointerType, timeStamp }) {
    return detail > 1 || (pointerType === "touch" && timeStamp - this.shownAt < TWICE);
  }

  open() {
    this.offered.hide();
    this.apart = false;
    this.sheets.present("review");
    this.show();
    if (this.now) tell("on");
  }

  closed() {
    if (this.now && !this.apart) tell("off");
    if (!this.dialog.open) this.now = null;
    this.leaf.empty();
  }

  /* A choice of its own opens; once that is made, or not made, the review goes on. */
  aside(show) {
    this.unseen.keep(this.now);
    this.apart = true;
    this.dialog.close();
    show();
    this.sheets.whenFree(() => this.open());
  }

  next(act) {
    act?.();
    this.unseen.keep(this.now);
    this.show();
  }

  /* What the other screen took away, or what is under a cloth now, is not shown here any longer; what it changed, as it is. */
  follow(find) {
    if (!this.dialog?.open) return;
    const now = this.now && find(this.now.id);
    if (this.now ? now?.shape !== this.now.shape : this.leaf.shownGood() !== this.unseen.good().length) return this.show();
    this.now = now;
    return this.fill();
  }

  show(thing = null) {
    Object.assign(this, { now: thing ?? this.unseen.left()[0], shownAt: performance.now() });
    if (!this.now) tell("done");
    this.leaf.turn(this.fill());
  }

  fill() {
    const [all, left] = [this.unseen.all().length, this.unseen.left().length];
    return this.now ? this.leaf.one(this.now, all - left + 1, all, this.unseen.before()) : this.leaf.end(this.unseen.good());
  }
}

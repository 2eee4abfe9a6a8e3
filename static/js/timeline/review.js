/* Her review at the end: thing by thing, keep, cover or take out. It can stop at any moment; nothing is asked twice. A
   touch too many is none, and the one before can be looked at again. The other screen hears that she looks: offered.js */

import { Offered, tell } from "./offered.js";
import { fill } from "./sheets.js";
import { Unseen } from "./unseen.js";

const TWICE = 500; // ms: a second touch in the same place

export class Review {
  constructor(sheets, words, { things, lanes, title, names, acts }) {
    Object.assign(this, { sheets, words, title, names, acts, unseen: new Unseen(things, lanes) });
    this.dialog = sheets.all.review;
    if (!this.dialog) return;
    const on = (name, act) => this.part(name).addEventListener("click", act);
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

  part(name) {
    return this.dialog.querySelector(`[data-${name}]`);
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
    fill(this.dialog, {});
    this.part("good-things").replaceChildren();
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

  /* What the other screen took away, or what is under a cloth now, is not shown here any longer. */
  follow(find) {
    if (!this.dialog?.open) return;
    const now = this.now && find(this.now.id);
    const rows = this.dialog.querySelectorAll("[data-good-things] li").length;
    if (this.now ? now?.shape !== this.now.shape : rows !== this.unseen.good().length) this.show();
  }

  show(thing = null) {
    this.now = thing ?? this.unseen.left()[0];
    this.shownAt = performance.now();
    this.part("one").hidden = !this.now;
    this.part("end").hidden = Boolean(this.now);
    if (this.now) this.showOne(this.now);
    else this.showEnd();
  }

  showOne(thing) {
    const [all, left] = [this.unseen.all().length, this.unseen.left().length];
    const [alone, open] = [thing.cover === "alone", thing.cover === "none"];
    this.part("place").textContent = this.words.say("placeOf", { place: all - left + 1, all });
    fill(this.dialog, this.words.slots(thing, this.names(), this.title(thing.lane)));
    const keep = this.part("keep-it");
    keep.textContent = alone ? keep.dataset.wordsAlone : open ? keep.dataset.wordsOpen : keep.dataset.wordsCovered;
    const shown = { "lift-it": !open && !alone, "share-it": alone, "cover-it": !alone, "back-one": this.unseen.before() };
    for (const [name, is] of Object.entries(shown)) this.part(name).hidden = !is;
    this.dialog.querySelector("[data-one] h2").focus();
  }

  showEnd() {
    tell("done");
    const good = this.unseen.good();
    const rows = good.map((one) => Object.assign(document.createElement("li"), { textContent: this.words.name(one) }));
    this.part("good-things").replaceChildren(...rows);
    this.part("good").hidden = !good.length;
    this.dialog.querySelector("[data-end] h2").focus();
  }
}

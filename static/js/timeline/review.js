/* Her review at the end: thing by thing, keep, cover or take out. It can stop at any moment; nothing is asked twice.
   What gives strength and what she hopes for come last. The other screen hears that she looks, and nothing of it. */

import { fill } from "./sheets.js";

const GOOD = ["strengths", "hopes"];

export class Review {
  constructor(sheets, words, { things, lanes, title, names, acts }) {
    Object.assign(this, { sheets, words, things, lanes, title, names, acts });
    this.seen = new Set();
    this.dialog = sheets.all.review;
    if (!this.dialog) return;
    const on = (part, act) => this.dialog.querySelector(part).addEventListener("click", act);
    on("[data-keep-it]", () => this.next());
    on("[data-cover-it]", () => this.aside(() => this.acts.cover(this.now)));
    on("[data-take-out]", () => this.aside(() => this.acts.away(this.now)));
    on("[data-share-it]", () => {
      this.acts.looked = this.now;
      this.acts.say("share");
      this.next();
    });
    on("[data-lift-it]", () => {
      this.acts.lift(this.now);
      this.next();
    });
    this.offer = sheets.board.querySelector("[data-offer]");
    this.answers();
    this.dialog.addEventListener("close", () => {
      if (this.now && !this.apart) this.tell("off");
      fill(this.dialog, {});
      this.dialog.querySelector("[data-good-things]").replaceChildren();
    });
  }

  /* The other screen asks whether she would like to look once more; not now is an answer as good as any. */
  answers() {
    document.addEventListener("attune:offered", () => {
      if (this.dialog.open) return;
      this.offer.hidden = false;
      this.offer.scrollIntoView({ block: "nearest" });
    });
    this.offer.querySelector("[data-offer-yes]").addEventListener("click", () => this.open());
    this.offer.querySelector("[data-offer-no]").addEventListener("click", () => {
      this.offer.hidden = true;
      this.tell("off");
    });
  }

  tell(how) {
    document.dispatchEvent(new CustomEvent("attune:review", { detail: `review ${how}` }));
  }

  open() {
    this.offer.hidden = true;
    this.apart = false;
    this.sheets.present("review");
    this.show();
    if (this.now) this.tell("on");
  }

  /* A choice of its own opens; once that is made, or not made, the review goes on. */
  aside(show) {
    this.seen.add(this.now.id);
    this.apart = true;
    this.dialog.close();
    show();
    this.sheets.whenFree(() => this.open());
  }

  next() {
    this.seen.add(this.now.id);
    this.show();
  }

  /* What the other screen took away, or what is under a cloth now, is not shown here any longer. */
  follow(find) {
    if (!this.dialog?.open) return;
    const now = this.now && find(this.now.id);
    const rows = this.dialog.querySelectorAll("[data-good-things] li").length;
    if (this.now ? now?.shape !== this.now.shape : rows !== this.good().length) this.show();
  }

  topic(thing) {
    return this.lanes().find((one) => one.id === thing.lane)?.topic ?? "";
  }

  good() {
    return this.things().filter((one) => GOOD.includes(this.topic(one)) && one.shape !== "cloth" && !one.world);
  }

  /* What can be looked at: what happened in the world is nobody's own. */
  all() {
    return this.things().filter((one) => !one.world);
  }

  left() {
    const left = this.all().filter((one) => !this.seen.has(one.id));
    const last = (one) => (GOOD.includes(this.topic(one)) ? 1 : 0);
    return left.sort((one, other) => last(one) - last(other));
  }

  show() {
    [this.now] = this.left();
    this.dialog.querySelector("[data-one]").hidden = !this.now;
    this.dialog.querySelector("[data-end]").hidden = Boolean(this.now);
    if (this.now) this.showOne(this.now);
    else this.showEnd();
  }

  showOne(thing) {
    const all = this.all().length;
    this.dialog.querySelector("[data-place]").textContent = this.words.say("placeOf", { place: all - this.left().length + 1, all });
    fill(this.dialog, this.words.slots(thing, this.names(), this.title(thing.lane)));
    const covered = thing.cover !== "none" && thing.cover !== "alone";
    this.dialog.querySelector("[data-lift-it]").hidden = !covered;
    const keep = this.dialog.querySelector("[data-keep-it]");
    const alone = thing.cover === "alone";
    keep.textContent = alone ? keep.dataset.wordsAlone : covered ? keep.dataset.wordsCovered : keep.dataset.wordsOpen;
    this.dialog.querySelector("[data-share-it]").hidden = !alone;
    this.dialog.querySelector("[data-cover-it]").hidden = alone;
    this.dialog.querySelector("[data-one] h2").focus();
  }

  showEnd() {
    this.tell("done");
    const good = this.good();
    const rows = good.map((one) => Object.assign(document.createElement("li"), { textContent: this.words.name(one) }));
    this.dialog.querySelector("[data-good-things]").replaceChildren(...rows);
    this.dialog.querySelector("[data-good]").hidden = !good.length;
    this.dialog.querySelector("[data-end] h2").focus();
  }
}

/* What the sheet of her review shows: one thing with what can be done about it, or the end with what gives strength. */

import { fill } from "./slots.js";

export class Leaf {
  constructor(dialog, words, { names, title }) {
    Object.assign(this, { dialog, words, names, title });
  }

  part(name) {
    return this.dialog.querySelector(`[data-${name}]`);
  }

  turn(to) {
    this.part("one").hidden = to !== "one";
    this.part("end").hidden = to !== "end";
    this.part(to).querySelector("h2").focus();
  }

  /* Fills a side of the sheet, and gives which. */
  one(thing, place, all, before) {
    const [alone, open] = [thing.cover === "alone", thing.cover === "none"];
    this.part("place").textContent = this.words.say("placeOf", { place, all });
    fill(this.dialog, this.words.slots(thing, this.names(), this.title(thing.lane)));
    const keep = this.part("keep-it");
    keep.textContent = alone ? keep.dataset.wordsAlone : open ? keep.dataset.wordsOpen : keep.dataset.wordsCovered;
    const shown = { "lift-it": !open && !alone, "share-it": alone, "cover-it": !alone, "back-one": before };
    for (const [name, is] of Object.entries(shown)) this.part(name).hidden = !is;
    return "one";
  }

  end(good) {
    const rows = good.map((one) => Object.assign(document.createElement("li"), { textContent: this.words.name(one) }));
    this.part("good-things").replaceChildren(...rows);
    this.part("good").hidden = !good.length;
    return "end";
  }

  empty() {
    fill(this.dialog, {});
    this.part("good-things").replaceChildren();
  }

  shownGood() {
    return this.part("good-things").children.length;
  }
}

/* What can be done with one thing: change, move in time or to another lane, cover, lift, share, take away for good. */

import { shifted } from "../picture/span.js";
import { Looked } from "./looked.js";
import { put, timed } from "./times.js";

export class Acts extends Looked {
  constructor(sheets, words, { operate, edit, point, ...looks }) {
    super(sheets, words, looks);
    Object.assign(this, { operate, edit, point });
    const { thing, away, cover } = sheets.all;
    const on = (dialog, part, act) => dialog.querySelector(part)?.addEventListener("click", act);
    const instead = (show) => () => {
      this.close("thing");
      show();
    };
    on(thing, "[data-change]", instead(() => this.edit(this.looked)));
    on(thing, "[data-to-lane]", instead(() => this.edit(this.looked, "lane")));
    on(thing, "[data-point-at]", instead(() => this.point(this.looked.id)));
    on(thing, "[data-away]", instead(() => this.away(this.looked)));
    on(thing, "[data-cover-open]", instead(() => this.cover(this.looked)));
    on(thing, "[data-lift]", instead(() => this.lift(this.looked)));
    on(thing, "[data-share]", instead(() => this.say("share", this.looked)));
    on(away, "[data-confirm]", () => {
      this.close("away");
      this.say("drop", this.looked);
    });
    for (const button of thing.querySelectorAll("[data-move]")) button.addEventListener("click", () => this.move(Number(button.dataset.move)));
    for (const button of cover.querySelectorAll("[data-cover]")) button.addEventListener("click", () => this.lay(button.dataset.cover));
  }

  say(kind, { id }, values = {}) {
    this.operate({ kind, target: id, ...values });
  }

  lay(cover) {
    this.close("cover");
    this.say("cover", this.looked, { cover });
  }

  lift(thing) {
    this.say("cover", thing, { cover: "none" });
  }

  look(thing) {
    this.show("thing", thing);
    const [cloth, open, moves] = [thing.shape === "cloth", thing.cover === "none", timed(thing) && !thing.points];
    const visible = {
      "[data-change], [data-to-lane]": !cloth, "[data-move]": moves && !cloth, "[data-lift]": !open && thing.cover !== "alone",
      "[data-share]": thing.cover === "alone", "[data-cover-open]": thing.cover !== "alone" && (open || this.words.hers),
      "[data-away]": open || this.words.hers,
    }; // prettier-ignore
    for (const [part, is] of Object.entries(visible)) for (const one of this.sheets.all.thing.querySelectorAll(part)) one.hidden = !is;
  }

  away(thing) {
    this.show("away", thing);
  }

  cover(thing) {
    this.show("cover", thing);
    for (const button of this.sheets.all.cover.querySelectorAll("[data-cover]")) button.hidden = button.dataset.cover === thing.cover;
  }

  /* A year earlier or later, as far as it is known; both ends keep their distance. */
  move(by) {
    const thing = this.find(this.looked.id) ?? this.looked;
    const there = shifted(thing, by);
    const same = JSON.stringify([there.from, there.to]) === JSON.stringify([thing.from, thing.to]);
    if (!same) this.operate(put({ ...thing, ...there }));
    this.looked = this.find(thing.id) ?? thing;
    this.fill("thing");
  }
}

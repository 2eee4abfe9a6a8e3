/* What can be done with one thing: change, move in time or to another lane, cover, lift, share, take away for good. */

import { fill } from "./sheets.js";
import { timed } from "./store.js";

const OLDEST = 120;

export class Acts {
  constructor(sheets, words, { operate, edit, point, find, title, names }) {
    Object.assign(this, { sheets, words, operate, edit, point, find, title, names });
    const { thing, away, cover } = sheets.all;
    this.dialog = thing;
    const on = (dialog, part, act) => dialog.querySelector(part)?.addEventListener("click", act);
    const instead = (show) => () => {
      this.close(thing);
      show();
    };
    on(thing, "[data-change]", instead(() => this.edit(this.looked)));
    on(thing, "[data-to-lane]", instead(() => this.edit(this.looked, "lane")));
    on(thing, "[data-point-at]", instead(() => this.point(this.looked.id)));
    on(thing, "[data-away]", instead(() => this.away(this.looked)));
    on(thing, "[data-cover-open]", instead(() => this.cover(this.looked)));
    on(thing, "[data-lift]", instead(() => this.say("cover", { cover: "none" })));
    on(thing, "[data-share]", instead(() => this.say("share")));
    on(away, "[data-confirm]", () => {
      this.close(away);
      this.say("drop");
    });
    for (const button of thing.querySelectorAll("[data-move]")) button.addEventListener("click", () => this.move(Number(button.dataset.move)));
    for (const button of cover.querySelectorAll("[data-cover]")) {
      button.addEventListener("click", () => {
        this.close(cover);
        this.say("cover", { cover: button.dataset.cover });
      });
    }
    for (const dialog of [thing, away, cover]) dialog.addEventListener("close", () => fill(dialog, {})); // no words in what is closed
  }

  /* The words go at once, not only when the page hears that it was closed. */
  close(dialog) {
    dialog.close();
    fill(dialog, {});
  }

  say(kind, values = {}) {
    this.operate({ kind, target: this.looked.id, ...values });
  }

  look(thing) {
    this.show("thing", thing);
    const [cloth, open, moves] = [thing.shape === "cloth", thing.cover === "none", timed(thing) && !thing.points];
    const visible = {
      "[data-change], [data-to-lane]": !cloth, "[data-move]": moves && !cloth, "[data-lift]": !open && thing.cover !== "alone",
      "[data-share]": thing.cover === "alone", "[data-cover-open]": thing.cover !== "alone" && (open || this.words.hers),
      "[data-away]": open || this.words.hers,
    }; // prettier-ignore
    for (const [part, is] of Object.entries(visible)) for (const one of this.dialog.querySelectorAll(part)) one.hidden = !is;
  }

  away(thing) {
    this.show("away", thing);
  }

  cover(thing) {
    this.show("cover", thing);
    for (const button of this.sheets.all.cover.querySelectorAll("[data-cover]")) button.hidden = button.dataset.cover === thing.cover;
  }

  show(name, thing) {
    this.looked = thing;
    this.fill(this.sheets.all[name], thing);
    this.sheets.present(name);
  }

  fill(dialog, thing) {
    fill(dialog, { label: this.words.name(thing), ages: this.words.time(thing, this.names()), lane: this.title(thing.lane), state: this.words.stateOf(thing) });
  }

  /* A year earlier or later, as far as it is known; both ends keep their distance. */
  move(by) {
    const thing = this.find(this.looked.id) ?? this.looked;
    const known = [thing.from, thing.to].flatMap((end) => end ?? []).filter((age) => age !== null);
    const step = Math.max(-Math.min(...known), Math.min(OLDEST - Math.max(...known), by));
    const shifted = (end) => end?.map((age) => (age === null ? null : age + step));
    if (step) this.operate(put({ ...thing, from: shifted(thing.from), to: shifted(thing.to) }));
    this.looked = this.find(thing.id) ?? thing;
    this.fill(this.dialog, this.looked);
  }

  /* The other screen did something: what was taken away or covered is not offered here any longer, nor its words. */
  follow() {
    const thing = this.looked && this.find(this.looked.id);
    const gone = this.looked && (!thing || (thing.shape === "cloth" && this.looked.shape !== "cloth"));
    const open = ["thing", "away", "cover"].map((name) => this.sheets.all[name]).find((one) => one.open);
    if (!open) this.looked = gone ? null : this.looked;
    else if (gone) this.close(open);
    else if (thing) {
      this.looked = thing;
      this.fill(open, thing);
    }
  }
}

/* Gives the operation that places a thing as it is: the ends as the protocol says them. */
export function put(thing) {
  const { id, lane, shape, when = "", relation, related, label = "", symbol = "", near, points } = thing;
  const other = Object.fromEntries(Object.entries({ relation, related, near, points }).filter(([, value]) => value));
  return { kind: "put", target: id, lane, shape, ...age("from", thing.from), ...age("to", thing.to), when, label, symbol, ...other };
}

function age(name, [first, last] = [null, null]) {
  if (first === null && last === null) return {};
  if (first === last) return { [`${name}_age`]: first };
  if (first === null) return { [`${name}_age_latest`]: last };
  return { [`${name}_age`]: first, [`${name}_age_latest`]: last ?? "open" };
}

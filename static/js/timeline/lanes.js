/* Lanes: added, renamed, hidden and moved, by either of the two. */

import { Naming } from "./naming.js";
import { Order } from "./order.js";
import { uuid } from "./uuid.js";

export class Lanes {
  constructor(sheets, words, { operate, lanes }) {
    Object.assign(this, { sheets, words, operate, lanes });
    this.dialog = sheets.all.lanes;
    this.naming = new Naming(this.dialog.querySelector("[data-lane-form]"), words, (name) => this.keep(name));
    this.order = new Order(this.dialog, words, (act, id) => this.act(act, id));
    this.dialog.addEventListener("close", () => this.naming.ask());
  }

  open() {
    this.naming.ask();
    this.draw();
    this.sheets.present("lanes");
  }

  find(id) {
    return this.lanes().find((one) => one.id === id);
  }

  place({ id }) {
    return this.lanes().findIndex((one) => one.id === id);
  }

  /* A name that was refused, to be changed. */
  again({ target, name }) {
    this.open();
    this.naming.again(this.find(target) ?? { id: target, fresh: true }, name);
  }

  draw() {
    this.order.draw(this.lanes());
  }

  act(act, id) {
    const lane = this.find(id);
    if (!lane) return;
    const at = this.place(lane);
    if (act === "rename") this.naming.again(lane, lane.name);
    else this.put(lane, { up: { position: at - 1 }, down: { position: at + 1 }, hide: { hidden: !lane.hidden } }[act]);
  }

  put(lane, changed) {
    this.operate({ kind: "lane", target: lane.id, name: lane.name, hidden: lane.hidden, position: this.place(lane), ...changed });
    this.draw();
    this.say(lane.title);
  }

  /* A lane of the study may lose her name for it; a new one needs one. */
  keep(name) {
    const { lane: asked, field } = this.naming;
    const lane = asked?.fresh ? null : asked;
    if (!name && !lane) return field.focus();
    const values = lane ? { hidden: lane.hidden, position: this.place(lane) } : { hidden: false, position: this.lanes().length };
    this.naming.ask();
    this.operate({ kind: "lane", target: asked?.id ?? uuid(), name, ...values });
    this.draw();
    this.say(name);
    return field.focus();
  }

  say(name) {
    this.dialog.querySelector("[data-said]").textContent = this.words.say("of", { act: this.words.keptLane, name });
  }
}

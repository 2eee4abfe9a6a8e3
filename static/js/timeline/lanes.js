/* Lanes: added, renamed, hidden and moved, by either of the two. */

import { oneLine } from "./edit.js";
import { fill } from "./sheets.js";
import { uuid } from "./store.js";

export class Lanes {
  constructor(sheets, words, { operate, lanes }) {
    Object.assign(this, { sheets, words, operate, lanes });
    this.dialog = sheets.all.lanes;
    this.rows = this.dialog.querySelector("[data-rows]");
    this.row = this.dialog.querySelector("[data-row]");
    this.form = this.dialog.querySelector("[data-lane-form]");
    this.dialog.addEventListener("close", () => this.ask(null));
    this.rows.addEventListener("click", (event) => {
      const act = event.target.closest("[data-act]")?.dataset.act;
      const lane = this.lanes().find((one) => one.id === event.target.closest("[data-lane-id]")?.dataset.laneId);
      if (act && lane) this[act](lane);
    });
    this.form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.keep();
    });
  }

  open() {
    this.ask(null);
    this.draw();
    this.sheets.present("lanes");
  }

  /* A name that was refused, to be changed. */
  again({ target, name }) {
    this.open();
    this.ask(this.lanes().find((one) => one.id === target) ?? { id: target, fresh: true });
    this.form.elements.name.value = name;
    this.form.elements.name.focus();
  }

  draw() {
    const held = document.activeElement?.closest("[data-act]");
    const [act, id] = [held?.dataset.act, held?.closest("[data-lane-id]")?.dataset.laneId];
    const lanes = this.lanes();
    this.rows.replaceChildren(...lanes.map((lane, at) => this.drawn(lane, at, lanes.length)));
    if (id) this.focusOn(id, act);
  }

  drawn(lane, at, many) {
    const row = this.row.content.firstElementChild.cloneNode(true);
    row.dataset.laneId = lane.id;
    row.classList.add(`lane-${lane.colour}`);
    const name = lane.hidden ? this.words.say("hiddenLane", { lane: lane.title }) : lane.title;
    fill(row, { name, hide: lane.hidden ? this.words.show : this.words.hide, of: ` ${lane.title}` });
    row.querySelector("[data-act=up]").disabled = at === 0;
    row.querySelector("[data-act=down]").disabled = at === many - 1;
    return row;
  }

  focusOn(id, act) {
    const row = [...this.rows.children].find((one) => one.dataset.laneId === id);
    const button = row?.querySelector(`[data-act=${act}]`);
    (button?.disabled ? row.querySelector("[data-act]:not(:disabled)") : (button ?? this.form.elements.name)).focus();
  }

  up(lane) {
    this.put(lane, { position: this.place(lane) - 1 });
  }

  down(lane) {
    this.put(lane, { position: this.place(lane) + 1 });
  }

  hide(lane) {
    this.put(lane, { hidden: !lane.hidden });
  }

  rename(lane) {
    this.ask(lane);
    this.form.elements.name.value = lane.name;
    this.form.elements.name.focus();
  }

  ask(lane) {
    this.asked = lane;
    this.form.reset();
    const words = lane?.title ? this.words.say("newName", { lane: lane.title }) : this.words.newLane;
    fill(this.form, { asked: words });
  }

  place(lane) {
    return this.lanes().findIndex((one) => one.id === lane.id);
  }

  put(lane, changed) {
    this.operate({ kind: "lane", target: lane.id, name: lane.name, hidden: lane.hidden, position: this.place(lane), ...changed });
    this.draw();
    this.say(lane.title);
  }

  keep() {
    const name = oneLine(this.form.elements.name.value);
    const lane = this.asked?.fresh || !this.asked ? null : this.asked;
    if (!name && !lane) return this.form.elements.name.focus();
    const values = lane ? { hidden: lane.hidden, position: this.place(lane) } : { hidden: false, position: this.lanes().length };
    const target = this.asked?.id ?? uuid();
    this.ask(null);
    this.operate({ kind: "lane", target, name, ...values });
    this.draw();
    this.say(name);
    this.form.elements.name.focus();
    return undefined;
  }

  say(name) {
    this.dialog.querySelector("[data-said]").textContent = this.words.say("of", { act: this.words.keptLane, name });
  }
}

/* The questions of the form, one at a time. */

import { seen } from "../seen.js";
import { ByName } from "./byname.js";

export class Steps {
  constructor(form, fields) {
    Object.assign(this, { form, fields, changing: false });
    this.all = [...form.querySelectorAll("[data-step]")];
    this.names = new ByName(this, fields.part("turns"));
  }

  named(name) {
    return this.all.find((one) => one.dataset.step === name);
  }

  relevant() {
    const shape = this.fields.value("shape") || "period";
    return this.all.filter((one) => !one.dataset.of || one.dataset.of.split(" ").includes(shape));
  }

  /* Gives the last question about a thing, with the way back to the others. */
  last(shape) {
    return this.relevant().filter((one) => one.dataset.step !== "shape" || shape === "figure").at(-1);
  }

  show(wanted) {
    const [relevant, shape] = [this.relevant(), this.named("shape")];
    const step = relevant.includes(wanted) ? wanted : relevant[0];
    Object.assign(this, { at: step, alone: this.goesOn(step) });
    this.fields.problem("");
    this.adapt();
    if (step === shape) shape.open = true;
    const [last, { on: byName }] = [this.isLast(step), this.names];
    const hidden = { back: byName || step === this.all[0], next: byName || last || this.alone, keep: !last && !this.changing, beside: byName || step.dataset.step !== "words" };
    for (const [name, is] of Object.entries(hidden)) this.fields.part(name).hidden = is;
    if (seen(this.form)) this.aim();
  }

  aim() {
    this.at.tabIndex = -1;
    (this.names.on && this.at.dataset.step === "words" ? this.form.elements.label : this.at).focus();
  }

  /* Shows what goes with the answers so far. */
  adapt() {
    const relevant = this.relevant();
    for (const one of this.all) one.hidden = !relevant.includes(one) || one !== this.at;
    if (this.fields.value("shape") === "figure") this.named("shape").open = true;
    this.names.show(relevant);
  }

  /* An answer goes on by itself: a *Next* beside it would be taken for the next question's. */
  goesOn(step) {
    return ["what", "lane"].includes(step.dataset.step) && !step.querySelector("input:checked");
  }

  /* Whoever chooses by keys goes on with *Next*. */
  answered() {
    this.fields.part("next").hidden = this.names.on || this.isLast(this.at);
  }

  /* A shape beside words is never asked for, only offered. */
  isLast(step) {
    const after = this.relevant().slice(this.relevant().indexOf(step) + 1);
    return after.every((one) => one.dataset.step === "shape" && this.fields.value("shape") !== "figure");
  }

  /* Goes to the next question; true when there is none. */
  next() {
    if (this.isLast(this.at)) return true;
    this.turn(1);
    return false;
  }

  turn(by) {
    const relevant = this.relevant();
    this.show(relevant[Math.max(0, relevant.indexOf(this.at) + by)]);
  }
}

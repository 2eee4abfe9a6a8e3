/* Placing, changing and taking away in dialogs: on her screen one question at a time, on the interviewer's all at once. */

import { uuid } from "./store.js";

export class Editor {
  constructor(board, lists, operate) {
    this.board = board;
    this.lists = lists;
    this.operate = operate;
    this.dialogs = {};
    for (const dialog of board.querySelectorAll("[data-dialog]")) this.bindDialog(dialog);
    const plain = board.querySelector("[data-plain]");
    this.form = plain.querySelector("[data-form]");
    this.dialogs.form.append(this.form);
    plain.remove();
    this.steps = [...this.form.querySelectorAll("[data-step]")];
    this.singly = board.dataset.seat === "hers";
    this.at = 0;
    this.bindForm();
    this.bindThing();
  }

  bindDialog(dialog) {
    this.dialogs[dialog.dataset.dialog] = dialog;
    dialog.addEventListener("click", (event) => event.target.closest("[data-close]") && dialog.close());
    dialog.addEventListener("keydown", (event) => event.key === "Escape" && dialog.close());
    dialog.addEventListener("close", () => {
      if (Object.values(this.dialogs).some((one) => one.open)) return;
      delete this.board.dataset.open;
      window.scrollTo(0, this.stood);
      if (this.before?.isConnected) this.before.focus({ preventScroll: true });
      this.before = null;
    });
  }

  /* On her screen nothing is modal: leave this page stays in reach. */
  present(dialog) {
    if (dialog.open) return;
    if (!("open" in this.board.dataset)) {
      this.before = document.activeElement;
      this.stood = window.scrollY;
    }
    this.board.dataset.open = "";
    if (this.singly) dialog.show();
    else dialog.showModal();
    if (this.singly) window.scrollTo(0, 0);
  }

  part(name) {
    return this.form.querySelector(`[data-${name}]`);
  }

  bindForm() {
    const form = this.form;
    form.noValidate = true;
    for (const button of form.querySelectorAll("[data-close], [data-by]")) button.hidden = false;
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      if (this.fits() && this.next()) this.keep();
    });
    this.part("next").addEventListener("click", () => this.fits() && this.next());
    this.part("back").addEventListener("click", () => this.show(this.at - 1));
    form.addEventListener("click", (event) => {
      const by = event.target.closest("[data-by]")?.dataset.by;
      if (by) this.stepAge(event.target.closest("[data-age]").dataset.age, Number(by));
      if (this.singly && event.detail > 0 && event.target.closest("label.choice")) this.goOn();
    });
    form.addEventListener("input", () => this.adapt());
  }

  bindThing() {
    const { thing, away } = this.dialogs;
    thing.querySelector("[data-change]").addEventListener("click", () => {
      thing.close();
      this.edit(this.looked);
    });
    thing.querySelector("[data-away]").addEventListener("click", () => {
      thing.close();
      this.away(this.looked);
    });
    away.querySelector("[data-confirm]").addEventListener("click", () => {
      away.close();
      this.operate({ kind: "drop", target: this.looked.id });
    });
  }

  add(values = {}) {
    this.fillIn(values);
    this.open(uuid(), "");
  }

  /* Everything is filled in: it opens at the last question, with the way back to the others. */
  edit(values, problem = "") {
    this.fillIn(values);
    this.open(values.id, problem, problem ? 0 : this.steps.length - 1);
  }

  fillIn(values) {
    this.form.reset();
    const said = { ...values, from_age: values.from?.[0], to_age: values.to?.[0] };
    for (const name of ["lane", "shape", "from_age", "to_age", "label"]) this.form.elements[name].value = said[name] ?? "";
  }

  look(thing) {
    this.fill(this.dialogs.thing, thing);
    this.present(this.dialogs.thing);
  }

  away(thing) {
    this.fill(this.dialogs.away, thing);
    this.present(this.dialogs.away);
  }

  fill(dialog, thing) {
    this.looked = thing;
    const ages = this.lists.ages(thing);
    const words = { label: thing.label || ages, ages: thing.label ? ages : "", lane: this.lists.name(thing.lane) };
    if (dialog === this.dialogs.thing) words.ages = ages;
    for (const place of dialog.querySelectorAll("[data-slot]")) place.textContent = words[place.dataset.slot];
  }

  open(thing, problem, at = 0) {
    this.thing = thing;
    this.adapt();
    this.show(at);
    this.problem(problem);
    this.present(this.dialogs.form);
    this.dialogs.form.scrollTop = 0;
  }

  show(at) {
    this.at = at;
    this.problem("");
    const last = !this.singly || at === this.steps.length - 1;
    this.steps.forEach((step, place) => (step.hidden = this.singly && place !== at));
    this.part("back").hidden = !this.singly || at === 0;
    this.part("next").hidden = last;
    this.part("keep").hidden = !last;
    if (this.singly && this.dialogs.form.open) {
      this.steps[at].tabIndex = -1;
      this.steps[at].focus();
    }
  }

  /* Goes to the next question; true when there is none. */
  next() {
    if (!this.singly || this.at === this.steps.length - 1) return true;
    this.show(this.at + 1);
    return false;
  }

  /* A moment has one age; a period must not end before it begins. */
  adapt() {
    const { shape, from_age: from, to_age: to } = this.form.elements;
    const moment = shape.value === "moment";
    this.form.querySelector("[data-age=to_age]").hidden = moment;
    const backwards = !moment && from.value && to.value && Number(to.value) < Number(from.value);
    to.setCustomValidity(backwards ? "backwards" : "");
  }

  fits() {
    this.adapt();
    const asked = this.singly ? this.steps[this.at] : this.form;
    const inputs = [...asked.querySelectorAll("input")].filter((input) => !input.closest("[hidden]"));
    for (const input of inputs) input.removeAttribute("aria-invalid");
    const wrong = inputs.find((input) => !input.checkValidity());
    const { backwards, missing } = wrong?.closest("[data-step]").dataset ?? {};
    this.problem(wrong ? (wrong.validity.customError ? backwards : missing) : "");
    wrong?.setAttribute("aria-invalid", "true");
    wrong?.focus();
    return !wrong;
  }

  problem(words) {
    this.part("problem").textContent = words;
    this.part("problem").hidden = !words;
  }

  /* A tap on an answer goes on, once the answer is marked; arrow keys, which also choose, do not. */
  goOn() {
    const { at } = this;
    setTimeout(() => this.at === at && this.fits() && this.next());
  }

  stepAge(name, by) {
    const input = this.form.elements[name];
    const now = input.value === "" ? Number(this.form.elements.from_age.value || 0) - by : Number(input.value);
    input.value = Math.min(120, Math.max(0, now + by));
    this.adapt();
  }

  keep() {
    const { lane, shape, from_age: from, to_age: to, label } = this.form.elements;
    const moment = shape.value === "moment";
    this.dialogs.form.close();
    this.operate({
      kind: "put", target: this.thing, lane: lane.value, shape: shape.value, from_age: from.value,
      to_age: moment ? "" : to.value, label: label.value.trim(),
    });
    this.form.reset(); // her words do not wait in a closed dialog
  }
}

/* Placing and changing in a dialog: on her screen one question at a time, on the interviewer's all at once. */

import { Points } from "./points.js";
import { uuid } from "./store.js";
import { adaptEnds, fillEnd, said } from "./when.js";

const TURNING = /[\p{Cc}\p{Cs}\u202a-\u202e\u2066-\u2069]/gu;

/* Words as the server keeps them, so that places in them are the same on both sides (timelines/rules/operations.py). */
export function oneLine(words) {
  return words.split(/\s+/u).join(" ").replace(TURNING, "").trim();
}

export class Editor {
  constructor(board, sheets, words, { operate, lanes, things }) {
    Object.assign(this, { sheets, words, operate, lanes, things });
    const plain = board.querySelector("[data-plain]");
    if (!plain) return; // it rests: nothing is changed
    this.form = plain.querySelector("[data-form]");
    sheets.all.form.append(this.form);
    plain.remove();
    this.steps = [...this.form.querySelectorAll("[data-step]")];
    this.singly = sheets.singly;
    this.points = new Points(this.form, words);
    this.bind();
    this.forget();
  }

  part(name) {
    return this.form.querySelector(`[data-${name}]`);
  }

  value(name) {
    return this.form.querySelector(`[name=${name}]:checked`)?.value ?? "";
  }

  choose(name, value) {
    for (const input of this.form.querySelectorAll(`[name=${name}]`)) input.checked = input.value === (value ?? "");
  }

  bind() {
    const { form } = this;
    form.noValidate = true;
    for (const button of form.querySelectorAll("[data-close], [data-by]")) button.hidden = false;
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      if (this.fits() && (this.changing || this.next())) this.keep();
    });
    this.part("next").addEventListener("click", () => this.fits() && this.next());
    this.part("back").addEventListener("click", () => this.turn(-1));
    this.part("beside").addEventListener("click", () => this.show(this.step("shape")));
    form.addEventListener("click", (event) => {
      const by = event.target.closest("[data-by]")?.dataset.by;
      if (by) this.stepAge(event.target.closest("[data-age]").dataset.age, Number(by));
      if (this.singly && event.detail > 0 && event.target.closest("label.choice")) this.goOn();
    });
    form.addEventListener("input", () => {
      this.problem("");
      this.adapt();
      this.part("next").hidden = !this.singly || this.isLast(this.at);
    });
  }

  add(values = {}) {
    this.fillIn(values);
    this.open(uuid(), "", this.steps[0], false);
  }

  /* Everything is filled in: it opens at the last question, with the way back to the others. */
  edit(values, problem = "", step = "") {
    this.fillIn(values);
    const last = this.relevant().filter((one) => one.dataset.step !== "shape" || values.shape === "figure").at(-1);
    this.open(values.id, problem, step ? this.step(step) : problem ? this.steps[0] : last, true);
  }

  fillIn(values) {
    this.form.reset();
    this.offer(values);
    for (const name of ["lane", "shape", "symbol"]) this.choose(name, values[name]);
    if (values.near) this.choose("near", values.near);
    for (const name of ["label", "when", "relation", "related"]) this.form.elements[name].value = values[name] ?? "";
    for (const end of ["from", "to"]) fillEnd(this.form, end, values[end]);
    this.points.fill(values.points ?? []);
    this.part("otherwise").open = Boolean(values.when || values.relation || this.form.elements.from_sure.value || this.form.elements.to_sure.value);
    this.kept = values.shape === "feelings" ? (values.label ?? "") : "";
  }

  /* The lanes and the other things, as they are now. */
  offer({ id, lane, related }) {
    const choices = this.part("lane-choices");
    const label = choices.querySelector("label");
    this.laneLabel ??= label.cloneNode(true);
    for (const old of choices.querySelectorAll("label")) old.remove();
    for (const one of this.lanes().filter((each) => !each.hidden || each.id === lane)) {
      const choice = this.laneLabel.cloneNode(true);
      choice.className = `choice lane-${one.colour}`;
      choice.querySelector("input").value = one.id;
      choice.querySelector(".lane-name").textContent = one.title;
      choices.append(choice);
    }
    const names = this.things().filter((one) => one.id !== id && one.shape !== "cloth" && !one.world);
    const options = names.map((one) => new Option(`${this.words.name(one)}, ${this.words.time(one)}`, one.id));
    if (related && !names.some((one) => one.id === related)) options.push(new Option(this.words.somethingElse, related));
    this.form.elements.related.replaceChildren(new Option("", ""), ...options);
  }

  open(thing, problem, step, changing) {
    Object.assign(this, { thing, changing });
    this.adapt();
    this.show(step);
    this.problem(problem);
    this.sheets.present("form");
  }

  step(name) {
    return this.steps.find((one) => one.dataset.step === name);
  }

  relevant() {
    const shape = this.value("shape") || "period";
    return this.steps.filter((one) => !one.dataset.of || one.dataset.of.split(" ").includes(shape));
  }

  show(wanted) {
    const [relevant, figure] = [this.relevant(), this.value("shape") === "figure"];
    const step = relevant.includes(wanted) ? wanted : relevant[0];
    this.at = step;
    this.problem("");
    for (const one of this.steps) one.hidden = !relevant.includes(one) || (this.singly && one !== step);
    const shape = this.step("shape");
    if ((this.singly && step === shape) || figure) shape.open = true;
    const last = !this.singly || this.isLast(step);
    this.part("back").hidden = !this.singly || step === this.steps[0];
    this.part("next").hidden = last || this.goesOn(step);
    this.part("keep").hidden = !last && !this.changing;
    this.part("beside").hidden = !this.singly || step.dataset.step !== "words";
    if (this.singly && this.sheets.all.form.open) {
      step.tabIndex = -1;
      step.focus();
    }
  }

  /* An answer goes on by itself: a *Next* beside it would be taken for the next question's. */
  goesOn(step) {
    return ["what", "lane"].includes(step.dataset.step) && !step.querySelector("input:checked");
  }

  /* A shape beside words is never asked for, only offered. */
  isLast(step) {
    const after = this.relevant().slice(this.relevant().indexOf(step) + 1);
    return after.every((one) => one.dataset.step === "shape" && this.value("shape") !== "figure");
  }

  /* Goes to the next question; true when there is none. */
  next() {
    if (!this.singly || this.isLast(this.at)) return true;
    this.turn(1);
    return false;
  }

  turn(by) {
    const relevant = this.relevant();
    this.show(relevant[Math.max(0, relevant.indexOf(this.at) + by)]);
  }

  adapt() {
    const shape = this.value("shape");
    adaptEnds(this.form, shape === "moment");
    if (!this.singly) for (const one of this.steps) one.hidden = !this.relevant().includes(one);
    this.part("nears").hidden = shape !== "figure";
    this.part("no-shape").hidden = shape === "figure";
    if (shape === "figure") this.step("shape").open = true;
    if (shape === "figure" && this.value("symbol") === "") this.choose("symbol", "not yet");
  }

  fits() {
    this.adapt();
    const asked = this.singly && !this.changing ? [this.at] : this.relevant();
    const inputs = asked.flatMap((one) => [...one.querySelectorAll("input")]).filter((input) => !input.closest("[data-age][hidden], [data-sure][hidden], [data-latest][hidden]"));
    for (const input of inputs) input.removeAttribute("aria-invalid");
    const wrong = inputs.find((input) => !input.checkValidity()) ?? this.lacking(asked);
    if (wrong && this.singly && !this.at.contains(wrong)) this.show(wrong.closest("[data-step]"));
    const { backwards, missing } = wrong?.closest("[data-step]").dataset ?? {};
    this.problem(wrong ? (wrong.validity.customError ? backwards : missing) : "");
    wrong?.setAttribute("aria-invalid", "true");
    if (wrong && this.part("otherwise").contains(wrong)) this.part("otherwise").open = true;
    wrong?.focus();
    return !wrong;
  }

  /* A figure needs a shape; the feelings line needs a point. */
  lacking(asked) {
    const shape = this.value("shape");
    if (shape === "figure" && asked.includes(this.step("shape")) && !this.value("symbol")) return this.step("shape").querySelectorAll("[name=symbol]")[1];
    if (shape === "feelings" && asked.includes(this.step("points")) && !this.points.said().length) return this.points.inputs()[0];
    return null;
  }

  problem(words) {
    this.part("problem").textContent = words;
    this.part("problem").hidden = !words;
  }

  /* A tap on an answer goes on, once the answer is marked; arrow keys, which also choose, do not. */
  goOn() {
    const { at } = this;
    const whole = at.dataset.step === "shape"; // two questions in one
    setTimeout(() => !whole && this.at === at && this.fits() && this.next());
  }

  stepAge(end, by) {
    const input = this.form.elements[`${end}_age`];
    const now = input.value === "" ? Number(this.form.elements.from_age.value || 0) - by : Number(input.value);
    input.value = Math.min(120, Math.max(0, now + by));
    this.adapt();
  }

  keep() {
    const operation = this.operation();
    this.sheets.all.form.close();
    this.forget();
    this.operate(operation);
  }

  operation() {
    const shape = this.value("shape");
    const base = { kind: "put", target: this.thing, lane: this.value("lane"), shape, label: this.kept };
    if (shape === "feelings") return { ...base, points: this.points.said() };
    const { when, relation, related, label } = this.form.elements;
    const other = relation.value && related.value ? { relation: relation.value, related: related.value } : {};
    const figure = shape === "figure" ? { near: this.value("near") } : {};
    return {
      ...base, from_age: "", to_age: "", ...said(this.form, "from"), ...(shape === "moment" ? {} : said(this.form, "to")),
      when: oneLine(when.value), ...other, symbol: this.value("symbol"), ...figure,
      label: shape === "figure" ? "" : oneLine(label.value),
    };
  }

  /* Her words do not wait in a closed dialog. */
  forget() {
    this.form.reset();
    this.points.fill([]);
    this.form.elements.related.replaceChildren(new Option("", ""));
  }

  /* Says whether what is being changed has to go from here; the names of other things that have gone do go. */
  follow(away) {
    if (!this.form) return false;
    const { related } = this.form.elements;
    for (const option of [...related.options].filter((one) => one.value && away(one.value))) {
      if (option.selected) option.text = this.words.somethingElse;
      else option.remove();
    }
    return this.sheets.all.form.open && this.changing && away(this.thing);
  }
}

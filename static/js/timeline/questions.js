/* The form of one thing under somebody's hands: answers, *Next*, *Back*, and what may be kept. */

import { Fields } from "./fields.js";
import { Lacks } from "./lacks.js";
import { Steps } from "./steps.js";

const TWICE = 400; // ms: a second touch in the same place was not meant for the question that comes there

export class Questions {
  constructor(form, words, keep) {
    this.form = form;
    this.fields = new Fields(form, words);
    this.steps = new Steps(form, this.fields);
    this.lacks = new Lacks(this.fields, this.steps);
    this.bind(keep);
  }

  bind(keep) {
    const { form, fields, steps } = this;
    const on = (name, act) => fields.part(name).addEventListener("click", act);
    form.noValidate = true;
    for (const one of form.querySelectorAll("[data-close], [data-by]")) one.hidden = false;
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      if (this.fits() && (steps.changing || steps.next())) keep();
    });
    on("next", () => this.fits() && steps.next());
    on("back", () => steps.turn(-1));
    on("beside", () => steps.show(steps.named("shape")));
    form.addEventListener("click", (event) => steps.names.touched(event.target) || this.clicked(event));
    form.addEventListener("input", () => {
      fields.problem("");
      this.adapt();
      steps.answered();
    });
  }

  clicked(event) {
    const { target, detail, pointerType } = event;
    const by = target.closest("[data-by]")?.dataset.by;
    if (by) {
      this.fields.stepAge(target.closest("[data-age]").dataset.age, Number(by));
      this.adapt();
    }
    if (!target.closest("label.choice")) return;
    if (detail > 1) event.preventDefault();
    else if (detail > 0) this.goOn(pointerType);
  }

  /* A tap on an answer goes on, once the answer is marked, where no *Next* stands; arrow keys, which also choose, do not. */
  goOn(pointerType) {
    const { steps, form } = this;
    const { at, alone } = steps;
    if (!alone) return;
    setTimeout(() => steps.at === at && this.fits() && steps.next());
    form.style.pointerEvents = pointerType === "mouse" ? "" : "none"; // a second click of a mouse says that it is one
    setTimeout(() => (form.style.pointerEvents = ""), TWICE);
  }

  adapt() {
    this.fields.adapt();
    this.steps.adapt();
  }

  fits() {
    this.adapt();
    return this.lacks.none();
  }

  lay(values, changing) {
    this.fields.lay(values);
    this.steps.changing = changing;
  }

  ask(step, problem) {
    this.adapt();
    this.steps.show(step);
    this.fields.problem(problem);
  }
}

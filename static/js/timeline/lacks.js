/* What the form still lacks, or what can't be: said in words, with the cursor where it is. */

const HIDDEN = "[data-age][hidden], [data-sure][hidden], [data-latest][hidden]";

export class Lacks {
  constructor(fields, steps) {
    Object.assign(this, { fields, steps });
  }

  /* Says whether what was asked so far can be kept. */
  none() {
    const asked = !this.steps.changing ? [this.steps.at] : this.steps.relevant();
    const inputs = asked.flatMap((one) => [...one.querySelectorAll("input")]).filter((input) => !input.closest(HIDDEN));
    for (const input of inputs) input.removeAttribute("aria-invalid");
    const wrong = inputs.find((input) => !input.checkValidity()) ?? this.empty(asked);
    if (wrong) this.show(wrong);
    else this.fields.problem("");
    return !wrong;
  }

  show(wrong) {
    const step = wrong.closest("[data-step]");
    if (this.steps.at !== step) this.steps.show(step);
    const { backwards, missing } = step.dataset;
    this.fields.problem(wrong.validity.customError ? backwards : missing);
    wrong.setAttribute("aria-invalid", "true");
    const otherwise = this.fields.part("otherwise");
    if (otherwise.contains(wrong)) otherwise.open = true;
    wrong.focus();
  }

  /* A figure needs a shape; the feelings line needs a point. */
  empty(asked) {
    const shape = this.fields.value("shape");
    const [symbols, points] = [this.steps.named("shape"), this.steps.named("points")];
    if (shape === "figure" && asked.includes(symbols) && !this.fields.value("symbol")) return symbols.querySelectorAll("[name=symbol]")[1];
    if (shape === "feelings" && asked.includes(points) && !this.fields.points.said().length) return this.fields.points.inputs()[0];
    return null;
  }
}

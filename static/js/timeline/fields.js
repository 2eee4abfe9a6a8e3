/* What stands in the form of one thing: laid in from a thing, and said as an operation. */

import { oneLine } from "./oneline.js";
import { Points } from "./points.js";
import { adaptEnds, fillEnd, said } from "./when.js";

export class Fields {
  constructor(form, words) {
    Object.assign(this, { form, words, points: new Points(form, words) });
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

  lay(values) {
    const { elements } = this.form;
    for (const name of ["lane", "shape", "symbol"]) this.choose(name, values[name]);
    if (values.near) this.choose("near", values.near);
    for (const name of ["label", "when", "relation", "related"]) elements[name].value = values[name] ?? "";
    for (const end of ["from", "to"]) fillEnd(this.form, end, values[end]);
    this.points.fill(values.points ?? []);
    this.part("otherwise").open = Boolean(values.when || values.relation || elements.from_sure.value || elements.to_sure.value);
    this.kept = values.shape === "feelings" ? (values.label ?? "") : "";
  }

  /* Shows what goes with the shape that is chosen. */
  adapt() {
    const shape = this.value("shape");
    adaptEnds(this.form, shape === "moment");
    this.part("nears").hidden = shape !== "figure";
    this.part("no-shape").hidden = shape === "figure";
    if (shape === "figure" && this.value("symbol") === "") this.choose("symbol", "not yet");
  }

  /* From nothing it comes to the age that `offered` gives; an end, to where it begins or a year after. */
  stepAge(end, by) {
    const { [`${end}_age`]: input, from_age: from } = this.form.elements;
    const first = end === "to" && from.value !== "" ? Number(from.value) + Math.max(0, by) : this.offered();
    const age = input.value === "" ? first : Number(input.value) + by;
    input.value = Math.min(120, Math.max(0, age));
  }

  problem(words) {
    const place = this.part("problem");
    place.textContent = words;
    place.hidden = !words;
  }

  operation(target) {
    const shape = this.value("shape");
    const base = { kind: "put", target, lane: this.value("lane"), shape, label: this.kept };
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

  forget() {
    this.form.reset();
    this.points.fill([]);
    this.kept = "";
  }
}

/* The feelings line in the form: a row for each point, an age and how high. */

import { nearest } from "./words.js";

export class Points {
  constructor(form, words) {
    this.rows = form.querySelector("[data-points]");
    this.template = form.querySelector("[data-point-template]");
    this.words = words;
    const more = form.querySelector("[data-point-more]");
    more.hidden = false;
    more.addEventListener("click", () => this.add().querySelector("input").focus());
    this.rows.addEventListener("click", (event) => event.target.closest("[data-point-away]") && this.away(event.target.closest("[data-point]")));
  }

  fill(points) {
    this.rows.replaceChildren();
    for (const [age, height] of points.length ? points : [["", 0]]) this.add(age, height);
  }

  /* A height that was drawn in between keeps its value, under the nearest words. */
  add(age = "", height = 0) {
    const row = this.template.content.firstElementChild.cloneNode(true);
    const select = row.querySelector("select");
    const at = this.words.heights.indexOf(nearest(this.words.heights, height));
    row.querySelector("input").value = age;
    select.options[at].value = height;
    select.selectedIndex = at;
    row.querySelector("[data-point-away]").hidden = false;
    this.rows.append(row);
    return row;
  }

  away(row) {
    const next = row.nextElementSibling ?? row.previousElementSibling;
    if (!next) this.add();
    row.remove();
    (next ?? this.rows.firstElementChild).querySelector("input").focus();
  }

  inputs() {
    return [...this.rows.querySelectorAll("input")];
  }

  /* Gives the points by age; a row without an age is none. */
  said() {
    const rows = [...this.rows.children].map((row) => [row.querySelector("input").value, Number(row.querySelector("select").value)]);
    return rows.filter(([age]) => age !== "").map(([age, height]) => [Number(age), height]).sort((one, other) => one[0] - other[0]);
  }
}

/* The forms of the room's kept page: each act is kept once, and can be taken back while this page stands. A note that was
   begun and left alone is kept as it is, so that nobody reads it there. */

const ALONE = 30 * 60 * 1000; // the cover of the room: accounts/rules.py

export class Filling {
  last = new Map(); // what was done here, by form, the last one last
  busy = new Set();

  constructor(place, keeping) {
    Object.assign(this, { place, keeping });
    if (!keeping.on) return;
    for (const one of place.querySelectorAll("[data-needs-keeping]")) one.hidden = false;
    place.addEventListener("submit", (event) => this.submitted(event));
    place.addEventListener("click", (event) => this.clicked(event), { capture: true });
    for (const kind of ["keydown", "pointerdown"]) document.addEventListener(kind, () => this.alone());
  }

  /* A double click is one press. */
  clicked(event) {
    if (event.detail > 1 && event.target.closest("form button")) event.preventDefault();
    else if (event.target.matches("[data-back]")) this.back(event.target.closest("form"));
  }

  async submitted(event) {
    event.preventDefault();
    const form = event.target;
    const said = { ...Object.fromEntries(new FormData(form)), kind: form.dataset.keptAct };
    if (said.words?.trim() === "" || this.busy.has(form)) return;
    this.busy.add(form);
    const act = await this.keeping.keep(said);
    this.busy.delete(form);
    if (!act) return;
    if (form.elements.words?.value === act.words) form.reset(); // what was written since stays
    this.show(form, [...(this.last.get(form) ?? []), act]);
  }

  async back(form) {
    const acts = this.last.get(form);
    const { kind, id } = acts.at(-1);
    const way = kind === "help" ? { kind, answer: "no" } : { kind: "take back", moment: id };
    if (!(await this.keeping.keep(way))) return;
    form.querySelector("button").focus();
    this.show(form, kind === "help" ? [] : acts.slice(0, -1));
  }

  show(form, acts) {
    this.last.set(form, acts);
    for (const one of form.querySelectorAll("[data-kept], [data-back]")) one.hidden = !acts.length;
  }

  /* Whether words stand in a field that are nowhere else. */
  writes() {
    return this.written().length > 0;
  }

  written() {
    return [...this.place.querySelectorAll("textarea")].filter((one) => one.value.trim());
  }

  alone() {
    clearTimeout(this.left);
    this.left = setTimeout(() => this.written().forEach((one) => one.form.requestSubmit()), ALONE);
  }
}

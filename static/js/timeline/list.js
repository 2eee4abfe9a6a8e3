/* The list twin: the same things as headings and lists with real buttons. Rows are kept, so the focus stays. */

import { first, last, timed } from "./store.js";

export class Lists {
  constructor(board, { change, away }) {
    this.words = board.dataset;
    this.number = new Intl.NumberFormat(document.documentElement.lang);
    this.template = board.querySelector("[data-thing-template]");
    this.sections = new Map();
    for (const section of board.querySelectorAll("[data-lane]")) this.sections.set(section.dataset.lane, section);
    this.rows = new Map();
    this.begun = false;
    board.querySelector("[data-lists]").addEventListener("click", (event) => {
      const id = event.target.closest("[data-id]")?.dataset.id;
      if (id && event.target.closest("[data-change]")) change(id);
      if (id && event.target.closest("[data-away]")) away(id);
    });
  }

  names() {
    const names = new Map();
    for (const [id, section] of this.sections) names.set(id, section.querySelector(".lane-name").textContent);
    return names;
  }

  name(lane) {
    return this.names().get(lane) ?? "";
  }

  ages(thing) {
    const { shape, when } = thing;
    if (!timed(thing)) return when || this.words.wordsShelf;
    const [from, to] = [this.number.format(first(thing)), this.number.format(last(thing))];
    const ages = shape === "moment" ? this.words.wordsMoment.replace("{age}", from) : this.words.wordsPeriod.replace("{from}", from).replace("{to}", to);
    return when ? `${when}, ${ages}` : ages;
  }

  /* The first picture of the page came with it; it stays until the first state has come. */
  draw(things, known) {
    if (!this.begun && !known) return;
    if (!this.begun) this.clear();
    const there = new Set(things.map((thing) => thing.id));
    for (const [id, row] of this.rows) {
      if (!there.has(id)) this.remove(id, row);
    }
    const next = new Map();
    for (const thing of things) this.place(thing, next);
  }

  clear() {
    this.begun = true;
    for (const section of this.sections.values()) section.querySelector(".lane-things").replaceChildren();
  }

  remove(id, row) {
    const held = row.contains(document.activeElement);
    const heading = row.closest("[data-lane]")?.querySelector(".lane-name");
    row.remove();
    this.rows.delete(id);
    if (held && heading) {
      heading.tabIndex = -1;
      heading.focus();
    }
  }

  place(thing, next) {
    const list = this.sections.get(thing.lane)?.querySelector(".lane-things");
    if (!list) return;
    const row = this.rows.get(thing.id) ?? this.row(thing.id);
    this.fill(row, thing);
    const at = next.get(list) ?? 0;
    if (list.children[at] !== row) list.insertBefore(row, list.children[at] ?? null);
    next.set(list, at + 1);
  }

  row(id) {
    const row = this.template.content.firstElementChild.cloneNode(true);
    row.dataset.id = id;
    this.rows.set(id, row);
    return row;
  }

  fill(row, thing) {
    const ages = this.ages(thing);
    row.classList.toggle("thing-period", thing.shape === "period");
    row.classList.toggle("thing-moment", thing.shape === "moment");
    const slot = (name, words) => {
      const place = row.querySelector(`[data-slot=${name}]`);
      if (place.textContent !== words) place.textContent = words;
    };
    slot("label", thing.label);
    slot("ages", ages);
    slot("change", ` ${thing.label || ages}`);
    slot("away", ` ${thing.label || ages}`);
  }
}

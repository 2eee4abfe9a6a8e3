/* The list twin: the same things as headings and lists with real buttons. Rows and lanes are kept, so the focus stays. */

import { seen } from "../seen.js";
import { Rows } from "./rows.js";
import { Sections } from "./sections.js";
import { timed } from "./times.js";

const LASTS = 3000; // ms, as the light in the picture

export class Lists {
  constructor(board, words, { change, more }) {
    this.sections = new Sections(board);
    this.rows = new Rows(board, words);
    this.begun = false;
    this.sections.whole.addEventListener("click", ({ target }) => {
      const id = target.closest("[data-id]")?.dataset.id;
      if (id && target.closest("[data-change]")) change(id);
      if (id && target.closest("[data-more]")) more(id);
    });
  }

  /* The first picture of the page came with it; it stays until the first state has come. */
  draw(things, lanes, known) {
    if (!this.begun && !known) return;
    const held = document.activeElement;
    const place = held?.closest("[data-lane], [data-shelf]");
    if (!this.begun) this.sections.clear();
    this.begun = true;
    this.sections.draw(lanes);
    this.rows.keep(things);
    const next = new Map();
    for (const thing of things) this.place(thing, next);
    const { shelf } = this.sections;
    shelf.hidden = !shelf.querySelector(".thing");
    this.hold(held, place);
  }

  place(thing, next) {
    const list = this.sections.list(thing.lane, timed(thing));
    if (!list) return;
    const row = this.rows.draw(thing, this.sections.shelf.contains(list) ? this.sections.title(thing.lane) : "");
    const at = next.get(list) ?? 0;
    if (list.children[at] !== row) list.insertBefore(row, list.children[at] ?? null);
    next.set(list, at + 1);
  }

  /* What was moved keeps the focus; where it is gone, the heading above it takes it. */
  hold(held, place) {
    if (!place || document.activeElement === held) return;
    const to = [held, place.querySelector(".lane-name"), this.sections.whole.previousElementSibling].find(seen);
    to?.focus({ preventScroll: true });
  }

  empty() {
    this.rows.keep([]);
    this.sections.of.clear();
  }

  /* The row of what somebody points at; null for none. */
  light(id) {
    for (const [one, row] of this.rows.of) row.classList.toggle("lit", one === id);
    clearTimeout(this.lit);
    if (id) this.lit = setTimeout(() => this.light(null), LASTS);
  }
}

/* The list twin: the same things as headings and lists with real buttons. Rows and lanes are kept, so the focus stays. */

import { fill } from "./sheets.js";
import { timed } from "./store.js";

const LASTS = 3000; // ms, as the light in the picture

export class Lists {
  constructor(board, words, { change, more }) {
    this.words = words;
    this.shapes = board.dataset.shapes;
    this.template = board.querySelector("[data-thing-template]");
    this.laneTemplate = board.querySelector("[data-lane-template]");
    this.whole = board.querySelector("[data-lists]");
    this.hidden = this.whole.querySelector("[data-hidden-lanes]");
    this.shelf = this.whole.querySelector("[data-shelf]");
    this.sections = new Map();
    for (const section of this.whole.querySelectorAll("[data-lane]")) this.sections.set(section.dataset.lane, section);
    this.rows = new Map();
    this.begun = false;
    this.whole.addEventListener("click", (event) => {
      const id = event.target.closest("[data-id]")?.dataset.id;
      if (id && event.target.closest("[data-change]")) change(id);
      if (id && event.target.closest("[data-more]")) more(id);
    });
  }

  /* The first picture of the page came with it; it stays until the first state has come. */
  draw(things, lanes, known) {
    if (!this.begun && !known) return;
    const held = document.activeElement;
    const place = held?.closest("[data-lane], [data-shelf]");
    if (!this.begun) this.clear();
    this.names = new Map(things.map((thing) => [thing.id, this.words.name(thing)]));
    this.drawLanes(lanes);
    const there = new Set(things.map((thing) => thing.id));
    for (const [id, row] of this.rows) if (!there.has(id)) this.remove(id, row);
    const next = new Map();
    for (const thing of things) this.place(thing, next);
    this.shelf.hidden = !this.shelf.querySelector(".thing");
    this.hold(held, place);
  }

  /* What was moved keeps the focus; where it is gone, the heading above it takes it. */
  hold(held, place) {
    if (!place || document.activeElement === held) return;
    const to = held.isConnected && held.checkVisibility() ? held : [place.querySelector(".lane-name"), this.whole.previousElementSibling].find((one) => one?.isConnected && one.checkVisibility());
    to?.focus({ preventScroll: true });
  }

  clear() {
    this.begun = true;
    for (const list of this.whole.querySelectorAll(".lane-things")) list.replaceChildren();
  }

  /* Lanes in their order; what is hidden lies folded under them. */
  drawLanes(lanes) {
    let at = null;
    for (const lane of lanes) {
      const section = this.sections.get(lane.id) ?? this.section(lane.id);
      section.className = `lane lane-${lane.colour}`;
      const name = section.querySelector(".lane-name");
      if (name.textContent !== lane.title) name.textContent = lane.title;
      if (lane.hidden) {
        if (section.parentElement !== this.hidden) this.hidden.append(section);
        continue;
      }
      const after = at ? at.nextElementSibling : this.whole.firstElementChild;
      if (after !== section) this.whole.insertBefore(section, after);
      at = section;
    }
    this.hidden.hidden = !lanes.some((lane) => lane.hidden);
  }

  /* Gives the lanes as the page came with them, for as long as nothing else is known: a page may open without a network. */
  lanes() {
    return [...this.sections].map(([id, one]) => {
      const { topic, colour, name } = one.dataset;
      return { id, topic, colour: Number(colour), hidden: this.hidden.contains(one), name };
    });
  }

  section(id) {
    const section = this.laneTemplate.content.firstElementChild.cloneNode(true);
    section.dataset.lane = id;
    this.sections.set(id, section);
    return section;
  }

  /* The row of what somebody points at; null for none. */
  light(id) {
    for (const [one, row] of this.rows) row.classList.toggle("lit", one === id);
    clearTimeout(this.lit);
    if (id) this.lit = setTimeout(() => this.light(null), LASTS);
  }

  remove(id, row) {
    row.remove();
    this.rows.delete(id);
  }

  place(thing, next) {
    const lane = this.sections.get(thing.lane);
    const list = (timed(thing) || lane?.parentElement === this.hidden ? lane : this.shelf)?.querySelector(".lane-things");
    if (!list) return;
    const row = this.rows.get(thing.id) ?? this.row(thing.id);
    this.fill(row, thing, list);
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

  fill(row, thing, list) {
    const name = this.words.name(thing);
    const [told, ages] = this.words.times(thing, this.names);
    row.className = `thing thing-${thing.shape}${thing.world ? " thing-world" : ""}${row.classList.contains("lit") ? " lit" : ""}`;
    const lane = list.closest("[data-shelf]") ? `(${this.title(thing.lane)})` : "";
    fill(row, { label: name, when: told && ages ? `${told},` : told, ages, state: [this.words.stateOf(thing), lane].filter(Boolean).join(" "), change: ` ${name}`, more: ` ${name}` });
    row.querySelector(".thing-acts").hidden = Boolean(thing.world) || (thing.shape === "cloth" && !this.words.hers);
    row.querySelector("[data-change]").hidden = thing.shape === "cloth";
    this.symbol(row.querySelector("[data-symbol]"), thing.symbol);
  }

  symbol(picture, symbol) {
    picture.toggleAttribute("hidden", !symbol);
    if (symbol) picture.querySelector("use").setAttribute("href", `${this.shapes}#${symbol}`);
  }

  title(lane) {
    return this.sections.get(lane)?.querySelector(".lane-name").textContent ?? "";
  }
}

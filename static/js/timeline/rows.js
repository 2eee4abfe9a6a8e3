/* One thing of the list as a row with real buttons. A row is kept for as long as its thing is there. */

import { fill } from "./slots.js";

export class Rows {
  constructor(board, words) {
    Object.assign(this, { words, shapes: board.dataset.shapes, of: new Map() });
    this.template = board.querySelector("[data-thing-template]");
  }

  /* What is not there any longer goes. */
  keep(things) {
    this.names = new Map(things.map((thing) => [thing.id, this.words.name(thing)]));
    for (const [id, row] of this.of) if (!this.names.has(id)) this.remove(id, row);
  }

  remove(id, row) {
    row.remove();
    this.of.delete(id);
  }

  /* Gives the row of a thing; `lane` is said where the heading above does not. */
  draw(thing, lane) {
    const row = this.of.get(thing.id) ?? this.made(thing.id);
    const name = this.words.name(thing);
    const [told, ages] = this.words.times(thing, this.names);
    row.className = `thing thing-${thing.shape}${thing.world ? " thing-world" : ""}${row.classList.contains("lit") ? " lit" : ""}`;
    const state = [this.words.stateOf(thing), lane && `(${lane})`].filter(Boolean).join(" ");
    fill(row, { label: name, when: told && ages ? `${told},` : told, ages, state, change: ` ${name}`, more: ` ${name}` });
    row.querySelector(".thing-acts").hidden = Boolean(thing.world) || (thing.shape === "cloth" && !this.words.hers);
    row.querySelector("[data-change]").hidden = thing.shape === "cloth";
    this.symbol(row.querySelector("[data-symbol]"), thing.symbol);
    return row;
  }

  made(id) {
    const row = this.template.content.firstElementChild.cloneNode(true);
    row.dataset.id = id;
    this.of.set(id, row);
    return row;
  }

  symbol(picture, symbol) {
    picture.toggleAttribute("hidden", !symbol);
    if (symbol) picture.querySelector("use").setAttribute("href", `${this.shapes}#${symbol}`);
  }
}

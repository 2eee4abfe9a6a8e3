/* The lanes of the list as headings, in their order; what is hidden lies folded under them. */

export class Sections {
  constructor(board) {
    this.template = board.querySelector("[data-lane-template]");
    this.whole = board.querySelector("[data-lists]");
    this.hidden = this.whole.querySelector("[data-hidden-lanes]");
    this.shelf = this.whole.querySelector("[data-shelf]");
    this.of = new Map();
    for (const section of this.whole.querySelectorAll("[data-lane]")) this.of.set(section.dataset.lane, section);
  }

  /* Gives the lanes as the page came with them, for as long as nothing else is known: a page may open without a network.
     From then on no attribute has their names, which may be changed or go. `say`: of a board that has no list yet. */
  lanes(say) {
    const { lanes } = say;
    delete say.lanes;
    if (lanes) return JSON.parse(lanes);
    return [...this.of].map(([id, one]) => {
      const { topic, colour, name } = one.dataset;
      delete one.dataset.name;
      return { id, topic, colour: Number(colour), hidden: this.hidden.contains(one), name };
    });
  }

  clear() {
    for (const list of this.whole.querySelectorAll(".lane-things")) list.replaceChildren();
  }

  draw(lanes) {
    let at = null;
    for (const lane of lanes) {
      const section = this.of.get(lane.id) ?? this.made(lane.id);
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

  made(id) {
    const section = this.template.content.firstElementChild.cloneNode(true);
    section.dataset.lane = id;
    this.of.set(id, section);
    return section;
  }

  /* Gives the list in which a thing of this lane stands; null where there is none. */
  list(id, timed) {
    const lane = this.of.get(id);
    return (timed || lane?.parentElement === this.hidden ? lane : this.shelf)?.querySelector(".lane-things") ?? null;
  }

  title(id) {
    return this.of.get(id)?.querySelector(".lane-name").textContent ?? "";
  }
}

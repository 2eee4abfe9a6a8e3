/* The lanes in their order, each with its buttons; the focus stays where it was. */

import { fill } from "./slots.js";

export class Order {
  constructor(dialog, words, act) {
    Object.assign(this, { words, rows: dialog.querySelector("[data-rows]"), row: dialog.querySelector("[data-row]") });
    this.name = dialog.querySelector("[data-lane-form]").elements.name;
    this.rows.addEventListener("click", ({ target }) => {
      const [button, row] = [target.closest("[data-act]"), target.closest("[data-lane-id]")];
      if (button && row) act(button.dataset.act, row.dataset.laneId);
    });
  }

  draw(lanes) {
    const held = document.activeElement?.closest("[data-act]");
    const [act, id] = [held?.dataset.act, held?.closest("[data-lane-id]")?.dataset.laneId];
    this.rows.replaceChildren(...lanes.map((lane, at) => this.drawn(lane, at, lanes.length)));
    if (id) this.focusOn(id, act);
  }

  drawn(lane, at, many) {
    const row = this.row.content.firstElementChild.cloneNode(true);
    row.dataset.laneId = lane.id;
    row.classList.add(`lane-${lane.colour}`);
    const name = lane.hidden ? this.words.say("hiddenLane", { lane: lane.title }) : lane.title;
    fill(row, { name, hide: lane.hidden ? this.words.show : this.words.hide, of: ` ${lane.title}` });
    row.querySelector("[data-act=up]").disabled = at === 0;
    row.querySelector("[data-act=down]").disabled = at === many - 1;
    return row;
  }

  focusOn(id, act) {
    const row = [...this.rows.children].find((one) => one.dataset.laneId === id);
    const button = row?.querySelector(`[data-act=${act}]`);
    (button?.disabled ? row.querySelector("[data-act]:not(:disabled)") : (button ?? this.name)).focus();
  }
}

/* The field for the name of a lane: of a new one, or another name for one that is there. */

import { oneLine } from "./oneline.js";
import { fill } from "./slots.js";

export class Naming {
  constructor(form, words, keep) {
    Object.assign(this, { form, words, lane: null });
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      keep(oneLine(this.field.value));
    });
  }

  get field() {
    return this.form.elements.name;
  }

  /* Without a lane: a new one. */
  ask(lane = null) {
    this.lane = lane;
    this.form.reset();
    const words = lane?.title ? this.words.say("newName", { lane: lane.title }) : this.words.newLane;
    fill(this.form, { asked: words });
  }

  again(lane, name) {
    this.ask(lane);
    this.field.value = name;
    this.field.focus();
  }
}

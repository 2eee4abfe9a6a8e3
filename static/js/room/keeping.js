/* What is done in the room without a connection: sealed to the open room and kept on this device, in its order, until the
   room sends it (acts.js). Nothing is shown as kept that is not; what was kept before a reload can be read by nobody
   here, so the page says how much it is. */

import { Outbox } from "../timeline/outbox.js";
import { uuid } from "../timeline/uuid.js";

export class Keeping {
  constructor(place, ahead) {
    const { sitting, letters } = place.dataset;
    Object.assign(this, { place, ahead, words: place.dataset });
    this.kept = new Outbox({ room: sitting, seat: "interviewer", letters });
    this.on = this.kept.on; // not where no room of hers is open, or this browser cannot seal
    if (this.on) this.count();
  }

  /* Gives the act once it is kept, else null, with words. */
  async keep(said) {
    const whole = { id: uuid(), ...said, made: Math.round(Date.now() + this.ahead) };
    await this.kept.keep(whole);
    const there = (await this.count()).some(({ id }) => id === whole.id);
    this.place.querySelector("[data-said]").textContent = there ? "" : this.words.wordsNot;
    return there ? whole : null;
  }

  async count() {
    const letters = await this.kept.waiting();
    this.place.querySelector("[data-waits]").hidden = !letters.length;
    this.place.querySelector("[data-waits-many]").textContent = letters.length;
    return letters;
  }

  /* What was being kept is kept, or not. */
  settled() {
    return this.kept.turn;
  }
}

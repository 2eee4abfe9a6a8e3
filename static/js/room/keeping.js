/* What can be done in the room without a connection and without seeing how it stands: sealed to the open room and kept
   on this device, in its order. The room sends it when it is back (acts.js). Nothing is shown as kept that is not. */

import { Outbox } from "../timeline/outbox.js";
import { uuid } from "../timeline/uuid.js";

const BACK = { help: () => ({ kind: "help", answer: "no" }), pause: () => ({ kind: "go on" }) };

export class Keeping {
  constructor(place, ahead) {
    const { sitting, letters, wordsNot } = place.dataset;
    Object.assign(this, { place, ahead, wordsNot });
    this.kept = new Outbox({ room: sitting, seat: "interviewer", letters });
    if (!this.kept.on) return; // no room of hers is open, or this browser cannot seal
    for (const one of place.querySelectorAll("[data-needs-keeping]")) one.hidden = false;
    place.addEventListener("submit", (event) => this.submitted(event));
    place.addEventListener("click", ({ target }) => target.matches("[data-back]") && this.back(target.closest("form")));
  }

  /* Gives the act once it is kept, or null. */
  async keep(said) {
    const whole = { id: uuid(), ...said, made: Math.round(Date.now() + this.ahead) };
    await this.kept.keep(whole);
    return (await this.kept.waiting()).some(({ id }) => id === whole.id) ? whole : null;
  }

  async submitted(event) {
    event.preventDefault();
    const form = event.target;
    const said = { ...Object.fromEntries(new FormData(form)), kind: form.dataset.keptAct };
    if (said.words?.trim() === "") return;
    this.show(form, await this.keep(said));
  }

  async back(form) {
    const act = this.last.get(form);
    const way = BACK[act.kind]?.() ?? { kind: "take back", moment: act.id };
    if (await this.keep(way)) this.show(form, null, true);
  }

  last = new Map(); // what was done last, by form

  show(form, act, back = false) {
    if (act) this.last.set(form, act);
    form.querySelector("[data-kept]").hidden = !act;
    const way = form.querySelector("[data-back]");
    if (way) way.hidden = !act;
    if (act?.kind === "note") form.reset();
    this.place.querySelector("[data-said]").textContent = act || back ? "" : this.wordsNot;
  }

  /* Whether words stand in a field that are nowhere else. */
  writes() {
    return [...this.place.querySelectorAll("textarea")].some((one) => one.value.trim());
  }
}

/* What is changed on the interviewer's screen has its questions by their names; on hers they come one behind the other. */

export class ByName {
  constructor(steps, place) {
    Object.assign(this, { steps, place }); // no place on her screen
  }

  get on() {
    return this.steps.changing && this.place !== null;
  }

  show(relevant) {
    if (!this.place) return;
    this.place.hidden = !this.on;
    for (const button of this.place.children) {
      const one = this.steps.named(button.dataset.turn);
      button.hidden = !relevant.includes(one);
      button.setAttribute("aria-current", String(one === this.steps.at));
    }
  }

  /* Shows the question that was touched; says whether one was. */
  touched(target) {
    const name = target.closest("[data-turn]")?.dataset.turn;
    if (name) this.steps.show(this.steps.named(name));
    return Boolean(name);
  }
}

/* Draws marks into the turns of the page; every word goes in as text. */

import { lengthOf } from "./text.js";

export class Book {
  constructor(element, text, marks, words) {
    Object.assign(this, { element, text, marks, words });
    this.turns = [...element.querySelectorAll("[data-turn]")].map((turn) => {
      const start = Number(turn.dataset.turn);
      const speaker = turn.querySelector(".speaker");
      return { turn, start, end: start + lengthOf(turn.textContent), speaker };
    });
    this.drawn = new Map();
  }

  draw(start, end) {
    for (const each of this.turns) {
      if (each.start < end && start < each.end) this.drawTurn(each);
    }
  }

  drawTurn({ turn, start, end, speaker }) {
    const marks = this.marks.within(start, end);
    const spoken = speaker ? start + lengthOf(speaker.textContent) : start;
    const apart = speaker && !marks.some((mark) => mark.start < spoken);
    const parts = apart ? [speaker] : [];
    let place = apart ? spoken : start;
    for (const mark of marks) {
      const [low, high] = [Math.max(mark.start, place), Math.min(mark.end, end)];
      parts.push(this.text.slice(place, low), this.drawMark(mark, low, high));
      place = high;
    }
    turn.replaceChildren(...parts, this.text.slice(place, end));
  }

  drawMark(mark, low, high) {
    const element = document.createElement("mark");
    const { kind, letter, name } = this.words.kinds.get(mark.label);
    element.textContent = this.text.slice(low, high);
    Object.assign(element.dataset, { kind, letter });
    if (mark.state) element.dataset.state = mark.state;
    if (!mark.fixed) {
      element.tabIndex = -1;
      element.setAttribute("role", "button");
      const state = mark.state === "replaced" ? `${this.words.replaced} [${mark.word}]` : this.words[mark.state || "open"];
      element.setAttribute("aria-label", `${element.textContent}, ${name}, ${state}`);
      element.addEventListener("click", () => this.onChosen?.(mark));
    }
    this.drawn.set(mark, element);
    return element;
  }

  show(mark) {
    for (const other of this.element.querySelectorAll("mark[aria-current]")) {
      other.removeAttribute("aria-current");
      other.tabIndex = -1;
    }
    const element = mark && this.drawn.get(mark);
    if (!element) return null;
    element.setAttribute("aria-current", "true");
    element.tabIndex = 0;
    return element;
  }
}

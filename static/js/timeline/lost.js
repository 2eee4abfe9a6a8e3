/* Words of this screen that did not last, because the other one changed or took away the same thing: offered back. */

import { fill } from "./sheets.js";
import { placed, uuid } from "./store.js";

export class Lost {
  constructor(board, words, operate) {
    Object.assign(this, { words, operate });
    this.place = board.querySelector("[data-lost]");
    this.waiting = [];
    this.place.querySelector("[data-again]").addEventListener("click", () => this.answer(true));
    this.place.querySelector("[data-let-go]").addEventListener("click", () => this.answer(false));
  }

  /* `why` is "taken away", or anything else for a later change of the other screen. */
  offer(operation, why) {
    if (operation.kind !== "put") return;
    this.waiting = this.waiting.filter((one) => one.operation.target !== operation.target);
    this.waiting.push({ operation, gone: why === "taken away" });
    this.show();
  }

  answer(again) {
    const { operation, gone } = this.waiting.shift();
    if (again) this.operate({ ...operation, id: uuid(), target: gone ? uuid() : operation.target });
    this.show();
    const next = this.place.hidden ? document.querySelector("[data-list-title]") : this.place.querySelector("h2");
    next.focus({ preventScroll: true });
  }

  show() {
    const [first] = this.waiting;
    this.place.hidden = !first;
    if (!first) return fill(this.place, {});
    const thing = placed(first.operation);
    const why = first.gone ? this.words.lostAway : this.words.lostChanged;
    return fill(this.place, { why, label: this.words.name(thing), ages: this.words.time(thing) });
  }

  clear() {
    this.waiting = [];
    this.show();
  }
}

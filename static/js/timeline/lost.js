/* Words of this screen that did not last, because the other one changed or took away the same thing: offered back. On the
   interviewer's screen only words that were said there: hers never come back to it. */

import { fill } from "./slots.js";
import { placed } from "./times.js";
import { uuid } from "./uuid.js";

const MOST = 200;

export class Lost {
  constructor(board, words, operate) {
    Object.assign(this, { words, operate });
    this.place = board.querySelector("[data-lost]");
    this.waiting = [];
    this.own = new Map(); // by the id of an operation: what of it may be offered back
    this.place.querySelector("[data-again]").addEventListener("click", () => this.answer(true));
    this.place.querySelector("[data-let-go]").addEventListener("click", () => this.answer(false));
  }

  /* Remembers whose words an operation holds; `known` is the thing as it stood before, `back` that a step was taken back. */
  made(operation, known, back) {
    const own = this.words.hers ? operation : ownWords(operation, known, back);
    if (operation.kind === "put" && own) this.own.set(operation.id, own);
    if (this.own.size > MOST) this.own.delete(this.own.keys().next().value);
    if (known && own && operation.label !== known.label) this.drop(operation.target);
  }

  /* Other words were said here since: what did not last before them is offered no more. */
  drop(target) {
    this.waiting = this.waiting.filter((one) => one.operation.target !== target);
    this.show();
  }

  /* `why` is "taken away", or anything else for a later change of the other screen. */
  offer({ id }, why) {
    const operation = this.own.get(id);
    if (!operation) return;
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

  /* What is under a cloth now, or gone from this screen since, is offered no more, nor remembered once it was `sent`. */
  follow(away, cloth, sent) {
    for (const [id, { target }] of this.own) if (away(target) && sent(id)) this.own.delete(id);
    this.waiting = this.waiting.filter(({ operation: { target }, gone }) => !(gone ? cloth(target) : away(target)));
    this.show();
  }

  clear() {
    this.waiting = [];
    this.own.clear();
    this.show();
  }
}

/* Gives a put with only the words that are new in it; null when there are none. */
function ownWords(operation, known, back) {
  const fresh = (name) => Boolean(operation[name]) && operation[name] !== known?.[name];
  if (back || (known && !fresh("label") && !fresh("when"))) return null;
  const kept = (name) => (fresh(name) ? operation[name] : "");
  return { ...operation, label: kept("label"), when: kept("when") };
}

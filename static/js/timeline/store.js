/* What this screen knows of a timeline: what the server has committed, and over it what is still on its way. */

import { Known } from "./known.js";
import { lanesOver, lifeOver, thingsOver } from "./overlay.js";
import { first, last } from "./times.js";

export class Store extends Known {
  constructor(hers = true) {
    super();
    this.hers = hers; // whose screen it is
    this.waiting = new Map(); // operations by id, in the order in which they were made
  }

  end() {
    super.end();
    this.waiting.clear();
  }

  send(operation) {
    this.waiting.set(operation.id, operation);
  }

  /* Committed: what was over the things is now of them, so that nothing flickers until the state comes. Where the state
     came first it holds this already, and what was covered or taken away since. */
  acknowledge(ack) {
    const operation = this.waiting.get(ack.id);
    if (!operation) return;
    this.waiting.delete(ack.id);
    this.mine.add(ack.sequence);
    if (ack.sequence <= this.last) return;
    if (operation.kind === "lane") this.lanes = lanesOver(this.lanes, operation);
    if (operation.kind === "life") this.life = lifeOver(operation);
    const known = this.things.get(ack.target);
    if (!known || known.sequence < ack.sequence) thingsOver(this.things, operation, ack.sequence, this);
    if (!["lane", "life"].includes(operation.kind) && !this.things.has(ack.target)) this.gone.add(ack.target);
  }

  /* Gives the operation that was refused, which is no longer shown. */
  refuse(id, code = "") {
    const operation = this.waiting.get(id);
    this.waiting.delete(id);
    if (operation && code === "taken away") this.lose(operation.target);
    return operation;
  }

  /* Whether the last thing done with it here, and still on its way, takes it away. */
  leaves(target) {
    return [...this.waiting.values()].findLast((one) => one.target === target)?.kind === "drop";
  }

  /* Gives what says of an id whether the thing has no words on this screen now: taken away, covered from it, or a cloth.
     What was never known, because it is only being made, has not gone. */
  away() {
    const shown = new Map(this.shown().map((one) => [one.id, one.shape]));
    return (id) => (shown.has(id) ? shown.get(id) === "cloth" : this.gone.has(id) || this.things.has(id));
  }

  shown() {
    const things = new Map(this.things);
    for (const operation of this.waiting.values()) thingsOver(things, operation, Infinity, this);
    return [...things.values()].sort((one, other) => first(one) - first(other) || last(one) - last(other) || (one.id < other.id ? -1 : 1));
  }
}

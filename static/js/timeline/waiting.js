/* What waits for the server: operations in memory, and sealed on this device, until they are acknowledged; and letters
   of before this page. They go in their order. */

import { soon } from "./base.js";
import { Outbox } from "./outbox.js";

const AT_ONCE = 40; // timelines/bounds.py: 60 messages at once, 20 a second
const PACE = 60;

export class Waiting {
  constructor(where) {
    this.outbox = new Map();
    this.left = new Map(); // sealed letters of before this page
    this.kept = new Outbox(where);
    const before = "beside" in where ? Promise.resolve([]) : this.kept.waiting(); // they wait for the board, which asks what they need
    this.ready = soon(before.then((letters) => this.came(letters)));
  }

  get any() {
    return this.outbox.size + this.left.size > 0;
  }

  /* A device that answers late holds up nothing: its letters go then, or once all of what is being sent has gone. */
  came(letters) {
    for (const one of letters) if (!this.outbox.has(one.id)) this.left.set(one.id, one);
    this.late = letters.length > 0;
    if (this.late) this.again?.();
  }

  add(operation) {
    this.outbox.set(operation.id, operation);
    this.kept.keep(operation);
  }

  /* Gives the operation that was settled, unless it came from before this page. */
  settle(id) {
    const operation = this.outbox.get(id);
    this.outbox.delete(id);
    this.left.delete(id);
    this.kept.drop(id);
    return operation;
  }

  /* Whether a change of a thing is on its way. */
  changes(target) {
    return [...this.outbox.values()].some((one) => one.target === target);
  }

  *messages() {
    for (const letter of this.left.values()) yield { sealed: letter };
    for (const operation of this.outbox.values()) yield { op: operation };
  }

  /* No faster than the server takes it; what comes meanwhile goes after it. `holds` says whether the line still does. */
  async flush(line, holds) {
    [this.flushing, this.again] = [line, null];
    await this.ready;
    this.late = false;
    let said = 0;
    for (const message of this.messages()) {
      if (!holds()) break;
      line.say(message);
      said += 1;
      if (said >= AT_ONCE) await new Promise((resolve) => setTimeout(resolve, PACE));
    }
    if (this.flushing !== line) return; // another one sends by now
    this.flushing = null;
    this.again = () => holds() && this.flush(line, holds);
    if (this.late) this.again();
  }

  stop() {
    this.again = null;
    this.outbox.clear();
    this.left.clear();
  }
}

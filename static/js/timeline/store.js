/* What this screen knows of a timeline: what the server has committed, and over it what is still on its way. */

export function uuid() {
  if (crypto.randomUUID) return crypto.randomUUID();
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
}

export class Store {
  constructor() {
    this.last = 0; // sequence up to which everything is known
    this.begun = false; // whether the first state has come
    this.lanes = [];
    this.things = new Map();
    this.waiting = new Map(); // operations by id, in the order in which they were made
    this.mine = new Set(); // sequences of operations made here
  }

  /* Gives what the other screen did, as a list of "added", "changed", "away"; null when something is missing before it. */
  take(state) {
    if (state.since > this.last) return null;
    const news = state.since === 0 ? this.forget(state.things) : [];
    for (const thing of state.things) {
      const known = this.things.get(thing.id);
      if (known && known.sequence >= thing.sequence && state.since) continue;
      if (known?.sequence !== thing.sequence && !this.mine.has(thing.sequence)) news.push(known ? "changed" : "added");
      this.things.set(thing.id, thing);
    }
    for (const id of state.dropped) {
      if (this.things.delete(id)) news.push("away");
    }
    this.lanes = state.lanes;
    this.last = state.since === 0 ? state.sequence : Math.max(this.last, state.sequence);
    const first = !this.begun;
    this.begun = true;
    return first ? [] : news;
  }

  /* A whole state: what is not in it is gone. */
  forget(things) {
    const there = new Set(things.map((thing) => thing.id));
    const gone = [...this.things.keys()].filter((id) => !there.has(id));
    for (const id of gone) this.things.delete(id);
    return gone.map(() => "away");
  }

  end() {
    this.things.clear();
    this.waiting.clear();
  }

  send(operation) {
    this.waiting.set(operation.id, operation);
  }

  /* Committed: what was over the things is now of them, so that nothing flickers until the state comes. */
  acknowledge(ack) {
    const operation = this.waiting.get(ack.id);
    if (!operation) return;
    this.waiting.delete(ack.id);
    this.mine.add(ack.sequence);
    const known = this.things.get(ack.thing);
    if (operation.kind === "drop") this.things.delete(ack.thing);
    else if (!known || known.sequence < ack.sequence) this.things.set(ack.thing, placed(operation, ack.sequence));
  }

  /* Gives the operation that was refused, which is no longer shown. */
  refuse(id) {
    const operation = this.waiting.get(id);
    this.waiting.delete(id);
    return operation;
  }

  shown() {
    const things = new Map(this.things);
    for (const operation of this.waiting.values()) {
      if (operation.kind === "drop") things.delete(operation.thing);
      else things.set(operation.thing, placed(operation, Infinity));
    }
    return [...things.values()].sort((one, other) => one.from_age - other.from_age || one.to_age - other.to_age);
  }
}

function placed({ thing, lane, shape, from_age, to_age, label }, sequence) {
  return { id: thing, lane, shape, from_age, to_age, label, sequence };
}

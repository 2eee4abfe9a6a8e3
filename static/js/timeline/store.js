/* What this screen knows of a timeline: what the server has committed, and over it what is still on its way. */

import { covered, lanesOver, lifeOver } from "./overlay.js";

export function uuid() {
  if (crypto.randomUUID) return crypto.randomUUID();
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
}

export class Store {
  constructor(hers = true) {
    this.hers = hers; // whose screen it is
    this.last = 0; // sequence up to which everything is known
    this.begun = false; // whether the first state has come
    this.lanes = [];
    this.life = {}; // year of birth and age now, as far as they are known
    this.things = new Map();
    this.waiting = new Map(); // operations by id, in the order in which they were made
    this.mine = new Set(); // sequences of operations made here
    this.gone = new Set(); // ids of things that this screen hears of no longer
  }

  /* Gives what the other screen did, as a list of "added", "changed", "away"; null when something is missing before it. */
  take(state) {
    if (state.since > this.last) return null;
    if (state.since && state.sequence < this.last) return []; // it was overtaken by a newer one
    const news = state.since === 0 ? this.forget(state.things) : [];
    for (const thing of state.things) {
      const known = this.things.get(thing.id);
      if (known && known.sequence >= thing.sequence && state.since) continue;
      if (known?.sequence !== thing.sequence && !this.mine.has(thing.sequence)) news.push(known ? "changed" : "added");
      this.things.set(thing.id, thing);
      this.gone.delete(thing.id);
    }
    for (const id of state.dropped) {
      this.gone.add(id);
      if (this.things.delete(id)) news.push("away");
    }
    this.lanes = state.lanes ?? this.lanes; // left out when none changed
    this.life = state.life ?? {};
    this.last = state.since === 0 ? state.sequence : Math.max(this.last, state.sequence);
    const first = !this.begun;
    this.begun = true;
    return first ? [] : news;
  }

  /* A whole state: what is not in it is gone. */
  forget(things) {
    const there = new Set(things.map((thing) => thing.id));
    const gone = [...this.things.keys()].filter((id) => !there.has(id));
    for (const id of gone) this.lose(id);
    return gone.map(() => "away");
  }

  lose(id) {
    this.things.delete(id);
    this.gone.add(id);
  }

  end() {
    this.things.clear();
    this.waiting.clear();
    Object.assign(this, { lanes: [], life: {} });
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
    if (!known || known.sequence < ack.sequence) this.over(this.things, operation, ack.sequence);
    if (!["lane", "life"].includes(operation.kind) && !this.things.has(ack.target)) this.gone.add(ack.target);
  }

  /* Lays an operation of this screen over what is known. */
  over(things, operation, sequence) {
    const known = things.get(operation.target);
    if (operation.kind === "drop") things.delete(operation.target);
    else if (operation.kind === "put" && (this.hers || (known?.shape !== "cloth" && !this.gone.has(operation.target)))) things.set(operation.target, { cover: known?.cover ?? "none", ...placed(operation, sequence) });
    else if (operation.kind === "cover" && known) {
      // what lay under a cloth comes with the next state, which must count as newer
      const left = covered({ ...known, sequence: known.shape === "cloth" ? known.sequence : sequence }, operation.cover, this.hers);
      if (left) things.set(known.id, left);
      else things.delete(known.id);
    }
    else if (operation.kind === "share" && known) things.set(known.id, { ...known, cover: "none", sequence });
  }

  /* Gives the operation that was refused, which is no longer shown. */
  refuse(id, code = "") {
    const operation = this.waiting.get(id);
    this.waiting.delete(id);
    if (operation && code === "taken away") this.lose(operation.target);
    return operation;
  }

  /* Gives what says of an id whether the thing has no words on this screen now: taken away, covered from it, or a cloth.
     What was never known, because it is only being made, has not gone. */
  away() {
    const shown = new Map(this.shown().map((one) => [one.id, one.shape]));
    return (id) => (shown.has(id) ? shown.get(id) === "cloth" : this.gone.has(id) || this.things.has(id));
  }

  shown() {
    const things = new Map(this.things);
    for (const operation of this.waiting.values()) {
      this.over(things, operation, Infinity);
    }
    return [...things.values()].sort((one, other) => first(one) - first(other) || last(one) - last(other) || (one.id < other.id ? -1 : 1));
  }
}

/* Gives the thing that an operation places, as the server would say it. */
export function placed({ id: _id, kind: _kind, target, from_age, from_age_latest, to_age, to_age_latest, ...told }, sequence) {
  const thing = { ...told, id: target, sequence };
  const [from, to] = [end(from_age, from_age_latest), end(to_age, to_age_latest)];
  if (from) thing.from = from;
  if (to) thing.to = to;
  return thing;
}

function end(age, latest) {
  const [first, last] = [known(age), latest === "open" ? null : known(latest)];
  if (first === null && last === null) return null;
  return [first, last === null && latest !== "open" ? first : last];
}

function known(age) {
  return age === undefined || age === null || age === "" ? null : Number(age);
}

/* Give the earliest and the latest age that is known of a thing; what has no time yet comes last in a list. */
export function first({ from, to, points }) {
  return points?.[0][0] ?? from?.[0] ?? from?.[1] ?? to?.[0] ?? to?.[1] ?? Infinity;
}

export function last({ from, to, points }) {
  return points?.at(-1)[0] ?? to?.[1] ?? to?.[0] ?? from?.[1] ?? from?.[0] ?? Infinity;
}

/* Says whether a thing has a place on the line; else it lies on the shelf. */
export function timed(thing) {
  return Number.isFinite(first(thing));
}

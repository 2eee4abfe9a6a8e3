/* What is still to be looked at in her review: each thing once, what gives strength and what she hopes for last. */

const GOOD = ["strengths", "hopes"];

export class Unseen {
  constructor(things, lanes) {
    Object.assign(this, { things, lanes, seen: new Set(), past: [] });
  }

  keep(thing) {
    this.seen.add(thing.id);
    this.past.push(thing.id);
  }

  /* The one before, if it is still there. */
  back() {
    const before = this.before();
    if (!before) return null;
    this.past.splice(this.past.lastIndexOf(before.id));
    this.seen.delete(before.id);
    return before;
  }

  before() {
    const there = new Map(this.things().map((one) => [one.id, one]));
    return there.get(this.past.findLast((id) => there.has(id))) ?? null;
  }

  topic(thing) {
    return this.lanes().find((one) => one.id === thing.lane)?.topic ?? "";
  }

  isGood(thing) {
    return GOOD.includes(this.topic(thing));
  }

  good() {
    return this.all().filter((one) => this.isGood(one) && one.shape !== "cloth");
  }

  /* What can be looked at: what happened in the world is nobody's own. */
  all() {
    return this.things().filter((one) => !one.world);
  }

  left() {
    const left = this.all().filter((one) => !this.seen.has(one.id));
    return left.sort((one, other) => Number(this.isGood(one)) - Number(this.isGood(other)));
  }
}

/* A thing in words, never finer than it was told (as timelines/wording.py does it on the server). */

import { timed } from "./times.js";

export class Words {
  constructor() {
    Object.assign(this, JSON.parse(document.getElementById("board-words").textContent));
    this.number = new Intl.NumberFormat(document.documentElement.lang, { maximumFractionDigits: 1 });
  }

  say(key, values = {}) {
    return this[key].replaceAll(/%\((\w+)\)s/g, (_whole, name) => values[name] ?? "");
  }

  /* Gives her words for a time, or what it is told by, and the ages. `names` gives by id what other things are called. */
  time(thing, names = new Map()) {
    const [told, ages] = this.times(thing, names);
    return [told, ages].filter(Boolean).join(", ");
  }

  /* Gives the two apart: what was told in words, and the ages, or that there is no time yet. */
  times(thing, names = new Map()) {
    if (thing.points?.length) return ["", thing.points.map(([age, height]) => this.point(age, height)).join(", ")];
    const told = [thing.when, this.related(thing, names)].filter(Boolean).join(", ");
    return [told, timed(thing) ? this.ages(thing) : told ? "" : this.shelf];
  }

  point(age, height) {
    return this.say("pointAt", { age: this.number.format(age), height: this.height(height) });
  }

  height(height) {
    return nearest(this.heights, height)[1];
  }

  related({ relation, related }, names) {
    return relation ? `${this.relations[relation]} “${names.get(related) ?? this.somethingElse}”` : "";
  }

  ages({ shape, from, to }) {
    if (!to) return this.say(shape === "period" ? "from" : "at", { age: this.end(from) });
    if (!from) return this.say("until", { age: this.end(to) });
    return this.say("range", { from: this.end(from), to: this.end(to) });
  }

  end([first, last]) {
    if (first === null) return this.say("orEarlier", { age: this.number.format(last) });
    if (last === null) return this.say("orLater", { age: this.number.format(first) });
    if (first === last) return this.number.format(first);
    return this.say("about", { from: this.number.format(first), to: this.number.format(last) });
  }

  name({ shape, label, symbol, near }) {
    if (shape === "cloth") return this.cloth;
    if (shape === "feelings") return label || this.feelings;
    const picture = this.symbols[symbol] ?? "";
    if (shape === "figure") return this.say("figure", { symbol: !near || near === "near" ? picture : `${picture}, ${this.nears[near]}` });
    return label || picture || this.shapes[shape];
  }

  /* Gives what the slots of a dialog about one thing hold. */
  slots(thing, names, lane) {
    return { label: this.name(thing), ages: this.time(thing, names), lane, state: this.stateOf(thing) };
  }

  /* Says on her screen who else sees a thing. */
  stateOf({ cover }) {
    return this.state[cover] ?? "";
  }
}

/* Gives the pair [height, words] nearest to a height. */
export function nearest(heights, height) {
  return heights.reduce((best, one) => (Math.abs(one[0] - height) < Math.abs(best[0] - height) ? one : best));
}

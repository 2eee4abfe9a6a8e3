/* What the server has committed of a timeline, as far as this screen hears of it. */

export class Known {
  constructor() {
    this.last = 0; // sequence up to which everything is known
    this.begun = false; // whether the first state has come
    this.lanes = [];
    this.life = {}; // year of birth and age now, as far as they are known
    this.things = new Map();
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
    Object.assign(this, { lanes: [], life: {} });
  }
}

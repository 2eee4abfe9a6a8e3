/* What became of what this page has made: acknowledged, refused, or overwritten by somebody who had not seen it. By
   numbers of the server; what was lost is offered back to who made it. */

const REMEMBERS = 200;

export class Made {
  seen = new Map(); // sequence by thing
  made = new Map(); // operations of here, by sequence
  own = new Map(); // the last sequence of here, by thing

  constructor(waits, hears) {
    Object.assign(this, { waits, hears });
  }

  /* Gives an operation with the number of the change of its thing that was seen last. */
  on(operation) {
    return this.seen.has(operation.target) ? { ...operation, seen: this.seen.get(operation.target) } : operation;
  }

  told({ things, dropped }) {
    for (const thing of things) this.seen.set(thing.id, thing.sequence);
    for (const id of dropped) this.seen.delete(id);
  }

  acknowledged(ack) {
    const operation = this.waits.settle(ack.id);
    for (const map of [this.seen, this.own]) map.set(ack.target, Math.max(ack.sequence, map.get(ack.target) ?? 0));
    if (operation?.kind === "put") this.made.set(ack.sequence, operation);
    if (this.made.size > REMEMBERS) this.made.delete(this.made.keys().next().value);
    this.hears.ack(ack);
  }

  refused(why) {
    const operation = this.waits.settle(why.id) ?? why.op; // of a letter from before a reload: as the server opened it
    this.hears.refused(why);
    if (why.code === "taken away") this.lose(operation, why.code);
  }

  /* What was changed here again since, or is about to be, was overwritten by nobody else. */
  overwritten({ target, sequence }) {
    const again = (this.own.get(target) ?? 0) > sequence || this.waits.changes(target);
    if (!again) this.lose(this.made.get(sequence), "overwritten");
  }

  lose(operation, why) {
    if (operation) this.hears.lost?.(operation, why);
  }

  /* What has no words on this screen any more is remembered here neither. */
  follow(away) {
    for (const [sequence, { target }] of this.made) if (away(target)) this.made.delete(sequence);
  }

  stop() {
    this.made.clear();
  }
}

/* Taking back one's own last steps, from the memory of this page, as a new operation. What is gone for good stays gone;
   what the other screen changed since stays as it is. */

import { Before, laneSaid, lifeSaid } from "./before.js";
import { lanesShown, lifeShown } from "./overlay.js";

const MOST = 50;

export class Undo {
  constructor(store, hers) {
    Object.assign(this, { store, hers, before: new Before(store, hers) });
    this.steps = [];
  }

  /* Remembers how it was before an operation of this screen, which has not been laid over it yet. */
  remember(operation) {
    const { id, kind, target } = operation;
    if (kind === "drop") return this.forget(target);
    const back = this.before.of(operation);
    if (back) this.steps.push({ id, target, back, left: this.before.leaves(operation) });
    if (this.steps.length > MOST) this.steps.shift();
    return undefined;
  }

  /* Gives the operation that takes the last step back; null when there is none, "changed" when it is not ours any more. */
  take() {
    const step = this.steps.pop();
    if (!step) return null;
    if (!this.ours(step)) return "changed";
    if (!step.back.fresh) return step.back;
    const { fresh: _fresh, ...back } = step.back;
    return { ...back, name: lanesShown(this.store, {}).find((one) => one.id === step.target)?.name ?? "" };
  }

  ours({ target, left, back }) {
    if (back.kind === "lane") return left === laneSaid(lanesShown(this.store, {}), target);
    if (back.kind === "life") return left === lifeSaid(lifeShown(this.store));
    if ([...this.store.waiting.values()].some((one) => one.target === target)) return true;
    const thing = this.store.things.get(target);
    return !thing || this.store.mine.has(thing.sequence);
  }

  /* Nothing of a thing stays here once it is gone for good, or covered from this screen. */
  follow() {
    this.steps = this.steps.filter(({ target, back }) => ["lane", "life"].includes(back.kind) || this.holds(target, back.kind));
  }

  holds(target, kind) {
    if ([...this.store.waiting.values()].some((one) => one.target === target)) return true;
    const thing = this.store.things.get(target);
    return Boolean(thing) && (thing.shape !== "cloth" || (this.hers && kind === "cover"));
  }

  /* What was refused never was. */
  refused(id) {
    this.steps = this.steps.filter((one) => one.id !== id);
  }

  forget(target) {
    this.steps = this.steps.filter((one) => one.target !== target);
  }
}

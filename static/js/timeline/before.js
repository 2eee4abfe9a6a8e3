/* How it was before an operation of this screen, and how that leaves it: what taking back needs to know. */

import { lanesOver, lanesShown, lifeOver, lifeShown } from "./overlay.js";
import { put } from "./times.js";

export class Before {
  constructor(store, hers) {
    Object.assign(this, { store, hers });
  }

  /* Gives the operation that brings it back; null for what is not brought back. */
  of({ kind, target }) {
    if (kind === "lane") return this.lane(target);
    if (kind === "life") return { kind, target, ...lifeShown(this.store) };
    const known = this.store.shown().find((one) => one.id === target);
    if (kind === "put") return known ? put(known) : { kind: "drop", target };
    if (kind === "cover" && this.hers && known) return { kind, target, cover: known.cover };
    return null; // what was shared is shared; a cover is lifted by her alone
  }

  lane(target) {
    const lanes = lanesShown(this.store, {});
    const at = lanes.findIndex((one) => one.id === target);
    if (at < 0) return { kind: "lane", target, hidden: true, position: lanes.length, fresh: true };
    const { name, hidden } = lanes[at];
    return { kind: "lane", target, name, hidden, position: at };
  }

  /* Gives how an operation of here leaves a lane or the years; "" for a thing, which has a number. */
  leaves(operation) {
    if (operation.kind === "lane") return laneSaid(lanesOver(lanesShown(this.store, {}), operation), operation.target);
    return operation.kind === "life" ? lifeSaid(lifeOver(operation)) : "";
  }
}

export function laneSaid(lanes, target) {
  const at = lanes.findIndex((one) => one.id === target);
  return JSON.stringify([at, lanes[at]?.name || "", Boolean(lanes[at]?.hidden)]);
}

export function lifeSaid({ born, age_now: age }) {
  return JSON.stringify([born ?? null, age ?? null]);
}

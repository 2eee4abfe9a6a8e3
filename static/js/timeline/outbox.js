/* What waits for the server, kept on this device as sealed letters only, in the order in which it was made.
   Leaving wins over keeping: then everything of it goes first. Without WebCrypto or a closed room nothing is kept. */

import { done, whole } from "./base.js";
import { canSeal, sealed } from "./seal.js";

const STORE = "letters";

export class Outbox {
  constructor({ room, seat, letters }) {
    Object.assign(this, { timeline: room, letters, name: `attune-${seat}` });
    this.on = canSeal() && Boolean(letters);
    this.turn = Promise.resolve();
    this.lacks = new Set(); // what is not on this device, or not yet
    document.addEventListener("attune:leave", (event) => event.detail?.until?.push(this.clear()));
  }

  /* Whether all that waits is on this device. */
  get holds() {
    return this.on && !this.lacks.size;
  }

  /* One thing after the other; a device that keeps nothing (a full disk, a private window) is no fault. */
  next(does) {
    const result = this.turn.then(() => (this.on ? does() : undefined)).catch(() => undefined);
    this.turn = result;
    return result;
  }

  async store(mode) {
    if (!this.on) throw new DOMException("left", "AbortError");
    if (!this.base) {
      const opening = indexedDB.open(this.name, 1);
      opening.addEventListener("upgradeneeded", () => {
        opening.result.createObjectStore(STORE, { keyPath: "order", autoIncrement: true }).createIndex("id", "id");
      });
      const base = await done(opening);
      base.addEventListener("versionchange", () => base.close());
      if (!this.on) base.close(); // it was left meanwhile
      if (!this.on) throw new DOMException("left", "AbortError");
      this.base = base;
    }
    return this.base.transaction(STORE, mode, { durability: "strict" }).objectStore(STORE);
  }

  keep(operation) {
    this.lacks.add(operation.id);
    return this.next(async () => {
      const letter = await sealed(operation, this.timeline, this.letters);
      const store = await this.store("readwrite");
      await Promise.all([done(store.add({ ...letter, timeline: this.timeline })), whole(store.transaction)]);
      this.lacks.delete(operation.id);
    });
  }

  drop(id) {
    this.lacks.delete(id);
    return this.next(async () => {
      const store = await this.store("readwrite");
      const order = await done(store.index("id").getKey(id));
      if (order !== undefined) await done(store.delete(order));
    });
  }

  /* Gives the letters of this timeline that wait from before, in their order. */
  async waiting() {
    const rows = (await this.next(async () => done((await this.store("readonly")).getAll()))) ?? []; // by their keys
    return rows.filter(({ timeline }) => timeline === this.timeline).map(({ id, once, nonce, body }) => ({ id, once, nonce, body }));
  }

  /* What was being kept at this moment ends first, or it would come after. */
  async clear() {
    this.on = false;
    this.base?.close();
    this.base = null;
    await this.turn;
    return window.indexedDB ? done(indexedDB.deleteDatabase(this.name)).catch(() => null) : null;
  }
}

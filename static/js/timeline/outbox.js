/* What waits for the server, kept on this device as sealed letters only, in the order in which it was made.
   Leaving wins over keeping: then everything of it goes first. Without WebCrypto or a closed room nothing is kept. */

import { canSeal, sealed } from "./seal.js";

const STORE = "letters";

function done(request) {
  return new Promise((resolve, reject) => {
    request.addEventListener("success", () => resolve(request.result));
    request.addEventListener("error", () => reject(request.error));
    request.addEventListener("blocked", () => resolve(null)); // it goes when the last page of it goes
  });
}

export class Outbox {
  constructor({ room, seat, letters }) {
    this.timeline = room;
    this.letters = letters;
    this.name = `attune-${seat}`;
    this.on = canSeal() && Boolean(letters);
    this.turn = Promise.resolve();
    document.addEventListener("attune:leave", (event) => event.detail?.until?.push(this.clear()));
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
    return this.next(async () => {
      const letter = await sealed(operation, this.timeline, this.letters);
      await done((await this.store("readwrite")).add({ ...letter, timeline: this.timeline }));
    });
  }

  drop(id) {
    return this.next(async () => {
      const store = await this.store("readwrite");
      const order = await done(store.index("id").getKey(id));
      if (order !== undefined) await done(store.delete(order));
    });
  }

  /* Gives the letters of this timeline that wait from before, in their order. */
  async waiting() {
    const rows = (await this.next(async () => done((await this.store("readonly")).getAll()))) ?? [];
    const ours = rows.filter((row) => row.timeline === this.timeline); // in the order of their keys
    return ours.map(({ id, once, nonce, body }) => ({ id, once, nonce, body }));
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

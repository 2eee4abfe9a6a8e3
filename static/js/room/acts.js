/* What is done in the room. Each act has an id of its own and waits, sealed on this device, until the server has
   committed it; it goes again after a lost network, a reload or a server that was killed, and is done once. */

import { soon } from "../timeline/base.js";
import { Outbox } from "../timeline/outbox.js";
import { uuid } from "../timeline/uuid.js";
import { pause, sent } from "./sending.js";

const SOON = 700; // an act that takes longer is said to wait

export class Acts {
  constructor(place, hears) {
    const { acts, sitting, letters, now } = place.dataset;
    Object.assign(this, { address: acts, hears, ahead: Number(now) - Date.now() }); // of the server's clock
    this.kept = new Outbox({ room: sitting, seat: "interviewer", letters });
    Object.assign(this, { left: new Map(), waiting: new Map(), made: 0, tries: 0 }); // left: sealed letters of before this page
    const before = this.kept.waiting().then((letters) => letters.forEach((one) => this.waiting.has(one.id) || this.left.set(one.id, { sealed: one })));
    this.ready = soon(before);
    before.then(() => this.go());
    window.addEventListener("online", () => this.go());
    document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && this.go());
  }

  act(kind, said) {
    this.made += 1;
    const whole = { id: uuid(), ...said, kind, made: Math.round(Date.now() + this.ahead) };
    this.waiting.set(whole.id, whole);
    this.kept.keep(whole);
    clearTimeout(this.slow);
    this.slow = setTimeout(() => this.mark(), SOON);
    this.go();
    return whole;
  }

  get waits() {
    return this.left.size + this.waiting.size > 0;
  }

  /* In their order, one after the other. */
  async go() {
    if (this.going || this.over) return;
    this.going = true;
    clearTimeout(this.later);
    await this.ready;
    let fine = true;
    while (fine && this.waits) fine = await this.send(...[...this.left, ...this.waiting][0]);
    this.going = false;
    this.mark();
    if (fine) this.tries = 0;
    else if (!this.over) this.later = setTimeout(() => this.go(), pause(this.tries, this.asked?.later ?? 0));
    this.tries += fine ? 0 : 1;
  }

  /* Gives whether it is settled; everything else comes again. When the sitting is not theirs any more, the page says so. */
  async send(id, message) {
    const gone = () => {
      this.over = true;
      window.location.reload();
    };
    const said = await sent(this.address, message, gone).catch(() => null);
    this.asked = said && "later" in said ? said : null; // reached, but not taken
    if (!said || this.asked) return false;
    for (const one of [this.left, this.waiting]) one.delete(id);
    if (!this.hears.said.elsewhere(said.refused)) this.kept.drop(id);
    const all = !this.waits;
    queueMicrotask(() => this.heard(said, message, all)); // what fails there holds up nothing that waits
    return true;
  }

  heard({ ack, stands, refused }, message, all) {
    if (refused) this.hears.refused(refused, message, all);
    else this.hears.done(stands, message, all);
    if (ack) document.dispatchEvent(new CustomEvent("attune:kept", { detail: ack.id }));
  }

  mark() {
    if (!this.waits) clearTimeout(this.slow);
    this.hears.said.waits(this.waits, this.kept.holds, Boolean(this.asked));
  }
}

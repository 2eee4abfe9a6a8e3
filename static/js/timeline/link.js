/* What goes to the server, and what comes; whoever comes back asks by sequence. */

import { Calm } from "./calm.js";
import { Made } from "./made.js";
import { Pointing } from "./pointing.js";
import { Reviewing } from "./reviewing.js";
import { Signalled } from "./signalled.js";
import { Signals } from "./signals.js";
import { Told } from "./told.js";
import { Waiting } from "./waiting.js";
import { Way } from "./way.js";

export class Link extends Way {
  constructor(where, hears) {
    super(where, () => hears.last());
    const now = (message) => this.line?.open && this.say(message);
    const waits = new Waiting(where);
    Object.assign(this, { hears, waits, made: new Made(waits, hears), pointing: new Pointing(now, hears) });
    this.signals = document.querySelector("[data-signals]") ? new Signals(now, () => this.heart.there) : new Signalled(now);
    this.reviewing = new Reviewing((message) => this.say(message), () => this.line?.open, where.seat === "hers");
    this.told = new Told(this);
    this.calm = new Calm(this);
  }

  opened(line) {
    this.waits.flush(line, () => this.line === line && line.open);
    if (!line.beats) this.ask(); // a stream begins with it
    this.signals.opened?.();
    this.reviewing.again();
    this.hears.device?.();
  }

  ask() {
    this.say({ since: this.hears.last() });
  }

  send(operation) {
    const whole = this.made.on(operation);
    this.waits.add(whole);
    this.mark();
    if (!this.waits.flushing) this.say({ op: whole });
  }

  point(id) {
    this.pointing.point(id);
  }

  drag(id, from, to) {
    this.pointing.drag(id, from, to);
  }

  follow(away) {
    this.made.follow(away);
  }

  hear(message) {
    this.heart.heard();
    const [[kind, said] = []] = Object.entries(message); // nothing is an answer, too
    this.told[kind]?.(said);
    if (kind !== "point" && kind !== "drag") this.mark();
  }

  mark() {
    this.calm.look();
  }

  /* Nothing of this stays: the page is being left. */
  leave() {
    this.over = true;
    clearInterval(this.other);
    for (const one of [this.calm, this.told, this.waits, this.made, this.heart, this.pointing, this.signals, this.reviewing]) one.stop();
    this.line?.close();
  }

  end() {
    this.leave();
    if (this.where.seat === "hers" && !this.rests) this.waits.kept.clear(); // the interviewer may sign in again
    this.hears.ended();
  }
}

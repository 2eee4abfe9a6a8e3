/* The way to the server. Operations stay in memory, and sealed on this device, until they are acknowledged; whoever
   comes back asks by sequence. After two sockets that did not open: events and POST; later sockets again. */

import { Heart } from "./heart.js";
import { Outbox } from "./outbox.js";
import { Pointing } from "./pointing.js";
import { Reviewing } from "./reviewing.js";
import { Signalled } from "./signalled.js";
import { Signals } from "./signals.js";
import { SocketLine } from "./socket.js";
import { StreamLine } from "./stream.js";

const ENDED = 4404;
const TOO_MUCH = 1008; // timelines/bounds.py: 60 messages at once, 20 a second
const MANY = 5;
const AT_ONCE = 40;
const PACE = 60;
const LONGEST_WAIT = 15000;
const BLOCKED = 2; // sockets that did not open
const SOCKETS_AGAIN = 30000;
const REMEMBERS = 200;

export class Link {
  constructor(say, hears) {
    this.where = say;
    this.hears = hears;
    this.outbox = new Map();
    this.left = new Map(); // sealed letters of before this page
    this.seen = new Map(); // sequence by thing
    this.made = new Map(); // operations of here, by sequence
    this.own = new Map(); // the last sequence of here, by thing
    this.tries = this.blocked = 0;
    this.over = false;
    this.kept = new Outbox(say);
    document.documentElement.dataset.keeps = this.kept.on ? "yes" : "no";
    this.pointing = new Pointing((message) => this.line?.open && this.say(message), hears);
    this.heart = new Heart((message) => this.say(message), () => this.lost());
    const signals = (message) => this.line?.open && this.say(message);
    this.signals = document.querySelector("[data-signals]") ? new Signals(signals, () => this.heart.there) : new Signalled(signals);
    this.reviewing = new Reviewing((message) => this.say(message), () => this.line?.open, say.seat === "hers");
    const before = "beside" in say ? Promise.resolve([]) : this.kept.waiting(); // letters wait for the board, which asks what they need
    this.ready = before.then((letters) => letters.forEach((one) => this.outbox.has(one.id) || this.left.set(one.id, one)));
    window.addEventListener("online", () => {
      this.blocked = Math.min(this.blocked, BLOCKED - 1);
      this.connect();
    });
    document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && this.connect());
  }

  /* One line at a time: what waited to connect finds that somebody did. */
  connect() {
    if (this.over || this.line?.there) return;
    clearTimeout(this.later);
    this.heart.away(); // until it is opened
    const streams = this.blocked >= BLOCKED && this.where.events;
    let opened = false;
    let line = null;
    const hears = {
      opened: () => {
        opened = true;
        if (!streams) this.blocked = 0;
        this.flush(line);
        if (!streams) this.ask();
        this.beat(line);
        this.signals.opened?.();
        this.reviewing.again();
        this.hears.device?.();
      },
      heard: (message) => this.line === line && this.hear(message),
      closed: (code) => this.line === line && this.closed(code, opened, streams),
    };
    line = streams ? new StreamLine(this.where, this.hears.last(), hears) : new SocketLine(this.where.socket, hears);
    this.line = line;
  }

  closed(code, opened, streams) {
    this.still();
    this.heart.away();
    if (!opened) this.blocked = streams ? BLOCKED - 1 : this.blocked + 1; // in turns, while nothing opens
    if (code === TOO_MUCH) this.tries = MANY;
    if (code === ENDED || !opened) this.look();
    else this.again();
  }

  send(operation) {
    const whole = this.seen.has(operation.target) ? { ...operation, seen: this.seen.get(operation.target) } : operation;
    this.outbox.set(whole.id, whole);
    this.kept.keep(whole);
    this.mark();
    if (!this.flushing) this.say({ op: whole });
  }

  point(id) {
    this.pointing.point(id);
  }

  drag(id, from, to) {
    this.pointing.drag(id, from, to);
  }

  /* What waited goes in its order, and no faster than the server takes it; what comes meanwhile goes after it. */
  async flush(line) {
    this.flushing = line;
    await this.ready;
    let said = 0;
    const waiting = function* (link) {
      for (const letter of link.left.values()) yield { sealed: letter };
      for (const operation of link.outbox.values()) yield { op: operation };
    };
    for (const message of waiting(this)) {
      if (this.line !== line || !line.open) break;
      this.say(message);
      said += 1;
      if (said >= AT_ONCE) await new Promise((resolve) => setTimeout(resolve, PACE));
    }
    if (this.flushing === line) this.flushing = null;
  }

  /* Nothing of this stays: the page is being left. */
  leave() {
    this.over = true;
    this.outbox.clear();
    this.left.clear();
    this.still();
    this.heart.end();
    this.pointing.stop();
    this.signals.stop();
    this.reviewing.stop();
    this.line?.close();
  }

  hear(message) {
    this.heart.heard();
    if (message.ack) this.acknowledged(message.ack);
    else if (message.refused) this.refused(message.refused);
    else if (message.state) this.told(message.state);
    else if (message.lost) this.overwritten(message.lost);
    else if (message.point || message.drag) this.pointing.hear(message.point ? "point" : "drag", message.point ?? message.drag);
    else if (message.signal) this.signals.signal?.(message.signal);
    else if (message.seen) this.shown(message.seen);
    else if (message.offer) this.reviewing.offered();
    else if (message.rest) this.hears.closes?.(message.rest);
    else if (message.device) this.hears.device?.();
    else if ("there" in message) this.heart.tell(message.there ? "yes" : "no");
    if (!message.point && !message.drag) this.mark();
  }

  /* Without a number: the other screen has come back, and asks what holds. */
  shown(said) {
    this.signals.seen?.(said);
    if (said.n === null) this.reviewing.again();
  }

  acknowledged(ack) {
    const operation = this.outbox.get(ack.id);
    this.settle(ack.id);
    this.seen.set(ack.target, Math.max(ack.sequence, this.seen.get(ack.target) ?? 0));
    this.own.set(ack.target, Math.max(ack.sequence, this.own.get(ack.target) ?? 0));
    if (operation?.kind === "put") this.made.set(ack.sequence, operation);
    if (this.made.size > REMEMBERS) this.made.delete(this.made.keys().next().value);
    this.hears.ack(ack);
  }

  refused(why) {
    const operation = this.outbox.get(why.id) ?? why.op; // of a letter from before a reload: as the server opened it
    this.settle(why.id);
    this.hears.refused(why);
    if (why.code === "taken away") this.lose(operation, why.code);
  }

  settle(id) {
    this.outbox.delete(id);
    this.left.delete(id);
    this.kept.drop(id);
  }

  /* What was changed here again since, or is about to be, was overwritten by nobody else. */
  overwritten({ target, sequence }) {
    const again = (this.own.get(target) ?? 0) > sequence || [...this.outbox.values()].some((one) => one.target === target);
    if (!again) this.lose(this.made.get(sequence), "overwritten");
  }

  /* What has no words on this screen any more is remembered here neither. */
  follow(away) {
    for (const [sequence, { target }] of this.made) if (away(target)) this.made.delete(sequence);
  }

  /* An edit that lost is offered back to who made it. */
  lose(operation, why) {
    if (operation) this.hears.lost?.(operation, why);
  }

  /* A state in which nothing is new changes nothing on the screen. */
  told(state) {
    this.tries = 0;
    for (const thing of state.things) this.seen.set(thing.id, thing.sequence);
    for (const id of state.dropped) this.seen.delete(id);
    this.lanes = state.lanes ?? this.lanes; // left out when none changed
    const around = JSON.stringify([this.lanes, state.life]);
    const same = state.since && state.sequence === this.hears.last() && around === this.around && !state.things.length && !state.dropped.length;
    if (same) return;
    if (this.hears.state(state)) this.around = around;
    else if (this.line.beats) this.lost();
    else this.ask();
  }

  ask() {
    this.say({ since: this.hears.last() });
  }

  say(message) {
    this.line?.say(message);
  }

  mark() {
    const unsent = this.outbox.size + this.left.size > 0;
    this.hears.mark(unsent || !this.line?.open, unsent);
  }

  beat(line) {
    this.still();
    this.heart.begin();
    if (line.beats) this.other = setInterval(() => this.sockets(), SOCKETS_AGAIN * (1 + Math.random()));
  }

  /* After a while on a stream: one socket is tried again; when that fails too, the next line is a stream. */
  sockets() {
    if (this.outbox.size || this.left.size) return;
    this.blocked = BLOCKED - 1;
    this.lost();
  }

  still() {
    clearInterval(this.other);
    this.heart.stop();
  }

  /* A dead line may take minutes to say so: do not wait for it. */
  lost() {
    const line = this.line;
    this.line = null;
    line?.close();
    this.still();
    this.heart.away();
    this.again();
  }

  again() {
    this.mark();
    if (this.over) return;
    const wait = Math.min(LONGEST_WAIT, 500 * 2 ** this.tries) * (0.5 + Math.random());
    this.tries += 1;
    clearTimeout(this.later);
    this.later = setTimeout(() => this.connect(), wait);
  }

  /* No line was opened, or it was closed for good: does this page still have a timeline? */
  async look() {
    this.mark();
    try {
      const answer = await fetch(this.where.state, { credentials: "same-origin", redirect: "manual", cache: "no-store" });
      if (this.over || this.line?.there) return; // left, or connected, meanwhile
      if (answer.ok || answer.status === 423 || answer.status >= 500) this.again(); // 423: the screen is covered, for now
      else this.end();
    } catch {
      if (!this.line?.there) this.again();
    }
  }

  end() {
    this.over = true;
    this.heart.end();
    this.pointing.stop();
    this.signals.stop();
    this.reviewing.stop();
    this.outbox.clear();
    this.made.clear();
    this.left.clear();
    if (this.where.seat === "hers") this.kept.clear(); // the interviewer may sign in again
    this.hears.ended();
  }
}

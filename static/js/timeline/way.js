/* One line to the server at a time; what is lost is taken up again. Who extends it has `waits`, and hears and marks. */

import { Heart } from "./heart.js";
import { Turns } from "./turns.js";

const ENDED = 4404;
const TOO_MUCH = 1008; // timelines/bounds.py: 60 messages at once, 20 a second
const SOCKETS_AGAIN = 30000;

export class Way {
  constructor(where, last) {
    Object.assign(this, { where, last, over: false, line: null, turns: new Turns() });
    this.heart = new Heart((message) => this.say(message), () => this.lost());
    window.addEventListener("online", () => this.connect(this.turns.socket()));
    document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && this.connect());
  }

  say(message) {
    this.line?.say(message);
  }

  /* What waited to connect finds that somebody did. */
  connect() {
    if (this.over || this.line?.there) return;
    clearTimeout(this.later);
    this.heart.away(); // until it is opened
    let opened = false;
    const line = this.turns.line(this.where, this.last(), {
      opened: () => this.begin(line, (opened = true)),
      heard: (message) => this.line === line && this.hear(message),
      closed: (code) => this.line === line && this.closed(code, opened),
    });
    this.line = line;
  }

  begin(line) {
    const tries = () => this.waits.any || this.lost(this.turns.socket()); // after a while on a stream
    if (line.beats) this.other = setInterval(tries, SOCKETS_AGAIN * (1 + Math.random()));
    else this.turns.blocked = 0;
    this.opened(line);
    this.heart.begin();
  }

  closed(code, opened) {
    this.away();
    if (!opened) this.turns.failed(this.line.beats);
    if (code === TOO_MUCH) this.turns.tooMuch();
    if (code === ENDED || !opened) this.look();
    else this.again();
  }

  away() {
    clearInterval(this.other);
    this.heart.away();
  }

  /* A dead line may take minutes to say so: do not wait for it. */
  lost() {
    this.line?.close();
    this.line = null;
    this.away();
    this.again();
  }

  again() {
    this.mark();
    if (this.over) return;
    clearTimeout(this.later);
    this.later = setTimeout(() => this.connect(), this.turns.wait());
  }

  /* No line was opened, or it was closed for good: does this page still have a timeline? */
  async look() {
    this.mark();
    const remains = await this.turns.remains(this.where.state);
    if (this.over || this.line?.there) return; // left, or connected, meanwhile
    if (remains) this.again();
    else this.end();
  }
}

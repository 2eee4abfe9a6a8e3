/* Opens one line to the server at a time, and gives up what does not open. Who extends it hears `closed` and `lost`. */

import { Heart } from "./heart.js";
import { Turns } from "./turns.js";

const SOCKETS_AGAIN = 30000;
const OPENS_WITHIN = 12000;

export class Opening {
  constructor(where, last) {
    Object.assign(this, { where, last, over: false, line: null, turns: new Turns() });
    this.heart = new Heart((message) => this.say(message), () => this.lost());
    window.addEventListener("online", () => this.anew());
    document.addEventListener("attune:uncovered", () => this.anew()); // while it was covered nobody was let in
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
    const line = this.hearing((hears) => this.turns.line(this.where, this.last(), hears));
    this.line = line;
    setTimeout(() => this.line === line && line.there && !line.open && this.lost(this.turns.failed(line.beats)), OPENS_WITHIN);
  }

  hearing(made) {
    let opened = false;
    const line = made({
      opened: () => this.begin(line, (opened = true)),
      heard: (message) => this.line === line && this.hear(message),
      closed: (code) => this.line === line && this.closed(code, opened),
    });
    return line;
  }

  /* The network is back: what was not opened by then is tried anew. */
  anew() {
    if (this.over || this.line?.open) return;
    this.turns.socket();
    this.line?.close();
    this.line = null;
    this.connect();
  }

  begin(line) {
    if (this.over) return line.close();
    if (this.line !== line) this.change(line);
    if (line.beats) this.other = setInterval(() => this.beside(), SOCKETS_AGAIN * (1 + Math.random()));
    else this.turns.blocked = 0;
    this.opened(line);
    return this.heart.begin();
  }

  /* After a while on a stream a socket is tried beside it; the stream stays until one has opened. */
  beside() {
    if (this.waits.any || this.tried?.there) return;
    const tried = this.hearing((hears) => this.turns.beside(this.where, hears));
    this.tried = tried;
    setTimeout(() => tried.open || tried.close(), OPENS_WITHIN);
  }

  change(line) {
    clearTimeout(this.later);
    clearInterval(this.other);
    this.line?.close();
    this.line = line;
  }
}

/* Whether this line is alive, and whether the other seat was heard of late: that only a live line can say. It stands at
   the root as data-there, for the sentences of the page: "yes", "no", "off" while this screen is not connected, "" while
   nothing is known. A line that does not answer is given up within fifteen seconds. */

const EVERY = 5000; // timelines/presence.py
const ANSWER_WITHIN = 8000;
const GONE_WITHIN = 2000; // the browser says that the network went
const CALM = 2000; // a line that comes back sooner was not away

export class Heart {
  constructor(say, dead) {
    Object.assign(this, { say, dead, pings: 0, until: Infinity, calm: null });
    window.addEventListener("offline", () => this.beats && this.ping(GONE_WITHIN));
    document.addEventListener("visibilitychange", () => this.beats && document.visibilityState === "visible" && this.ping());
  }

  /* A line was opened: from now on it has to answer. */
  begin() {
    this.rest();
    this.back();
    if (this.there === "off") this.tell("");
    this.beats = setInterval(() => this.ping(), EVERY);
    this.ping();
  }

  ping(within = ANSWER_WITHIN) {
    this.pings += 1;
    this.say({ ping: this.pings });
    const until = performance.now() + within;
    if (this.until <= until) return; // it is waited for already
    clearTimeout(this.deadline);
    this.until = until;
    this.deadline = setTimeout(() => this.dead(), within);
  }

  /* Something was heard, whatever it was. */
  heard() {
    clearTimeout(this.deadline);
    this.until = Infinity;
  }

  /* There is no line: after a moment the page says so. */
  away() {
    this.rest();
    this.calm ??= setTimeout(() => this.tell("off"), CALM);
  }

  /* The page is left, or its link has ended. */
  stop() {
    this.rest();
    this.back();
    this.tell("");
  }

  back() {
    clearTimeout(this.calm);
    this.calm = null;
  }

  rest() {
    clearInterval(this.beats);
    this.beats = null;
    this.heard();
  }

  tell(how) {
    this.there = how;
    document.documentElement.dataset.there = how;
  }
}

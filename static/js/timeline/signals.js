/* Fine, slower, pause and *not this* without a word: from her screen to the interviewer's, and kept nowhere. Hers says
   it again until the other screen has shown it; the other asks what holds when it comes back. Memory only. */

const AGAIN = 1000;
const APART = 300; // ms between two times, however often she taps
const LONG = 4000; // after which her screen says that it did not come through
const FRESH = 10000; // for which *not this* is said: later they may have gone on to something else
const OLDEST = 60000; // timelines/signals.py
const READ_WITHIN = 6000;
const MOST = 1000000; // timelines/signals.py

export class Signals {
  constructor(say) {
    this.say = say;
    this.bar = document.querySelector("[data-signals]");
    this.shows = document.querySelector("[data-signal-shown]"); // in the room
    this.number = crypto.getRandomValues(new Uint32Array(1))[0] % MOST;
    this.waiting = new Map(); // her signals that were not shown yet, one of each kind
    this.holds = null; // how it is for her, until she says otherwise
    this.bound = (event) => this.press(event.target.closest?.("[data-signal]"));
    this.saw = ({ detail }) => this.say({ seen: { n: detail } });
    if (this.bar) this.bar.addEventListener("click", this.bound);
    if (this.bar) for (const one of this.bar.querySelectorAll("[data-signal]")) one.hidden = false;
    if (this.shows) document.addEventListener("attune:seen", this.saw);
  }

  /* A line was opened. */
  opened() {
    if (this.shows) this.say({ seen: { n: null } });
  }

  /* One of each kind waits: how it is for her, and that she would rather not. */
  press(button) {
    if (!button) return;
    const code = button.dataset.signal;
    this.number = (this.number + 1) % MOST;
    const kind = code === "not this" ? "leave" : "comfort";
    const one = { code, n: this.number, at: performance.now() };
    if (kind === "comfort") this.holds = one;
    this.waiting.set(kind, one);
    this.mark();
    this.tell(this.bar.dataset.wordsSaid);
    this.soon(APART);
  }

  /* At once, unless it was just said. */
  soon(wait) {
    clearTimeout(this.later);
    const since = performance.now() - (this.saidAt ?? -Infinity);
    if (since >= wait) this.again();
    else this.later = setTimeout(() => this.again(), wait - since);
  }

  again() {
    const now = performance.now();
    this.saidAt = now;
    for (const [kind, { code, n, at }] of this.waiting) {
      const ago = Math.round(now - at);
      if (ago > LONG) this.tell(this.bar.dataset.wordsUnseen);
      if (kind === "leave" && ago > FRESH) this.waiting.delete(kind);
      else this.say({ signal: { code, n, ago: Math.min(ago, OLDEST) } });
    }
    if (this.waiting.size) this.soon(AGAIN);
  }

  /* On the interviewer's screen: the room answers when it has shown it. */
  signal(what) {
    if (this.shows) document.dispatchEvent(new CustomEvent("attune:signal", { detail: what }));
  }

  /* On hers: the other screen has shown it, or asks what holds. */
  seen({ n }) {
    if (!this.bar) return;
    if (n === null) {
      if (this.holds && this.holds.code !== "fine") this.waiting.set("comfort", this.holds);
      if (this.waiting.size) this.soon(APART);
      return;
    }
    for (const [kind, one] of this.waiting) if (one.n === n) this.waiting.delete(kind);
    if (!this.waiting.size) this.tell(this.holds?.n === n && this.holds.code === "fine" ? "" : this.bar.dataset.wordsSeen);
  }

  mark() {
    for (const one of this.bar.querySelectorAll("[aria-pressed]")) one.setAttribute("aria-pressed", String(one.dataset.signal === this.holds?.code));
  }

  tell(words) {
    const place = document.querySelector("[data-signal-told]");
    if (!place) return;
    if (place.textContent !== words) place.textContent = words;
    clearTimeout(this.read);
    if (words) this.read = setTimeout(() => this.tell(""), READ_WITHIN);
  }

  /* The page is left, or the link has ended: nothing is said any more. */
  stop() {
    clearTimeout(this.later);
    clearTimeout(this.read);
    this.waiting.clear();
    this.holds = null;
    this.bar?.removeEventListener("click", this.bound);
    document.removeEventListener("attune:seen", this.saw);
    this.bar?.remove();
  }
}

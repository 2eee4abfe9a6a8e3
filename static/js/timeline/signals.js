/* Fine, slower, pause and *not this* without a word, on her screen: said again until the other one has shown it, and
   kept nowhere. Memory only: what waits, and how it is for her until she says otherwise; the other screen asks for it. */

const AGAIN = 1000;
const APART = 300; // ms between two times, however often she taps
const LONG = 4000; // after which her screen says that it did not come through
const FRESH = 10000; // for which *not this* is said: later they may have gone on to something else
const OLDEST = 60000; // timelines/signals.py
const READ_WITHIN = 6000;
const MOST = 1000000; // timelines/signals.py

export class Signals {
  constructor(say, there = () => "") {
    Object.assign(this, { say, there, bar: document.querySelector("[data-signals]"), waiting: new Map(), holds: null });
    this.number = crypto.getRandomValues(new Uint32Array(1))[0] % MOST;
    this.bar.addEventListener("click", (event) => this.press(event.target.closest?.("[data-signal]")));
    for (const one of this.bar.querySelectorAll("[data-signal]")) one.hidden = false;
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
    for (const each of this.bar.querySelectorAll("[aria-pressed]")) each.setAttribute("aria-pressed", String(each.dataset.signal === this.holds?.code));
    const { wordsSaid, wordsUnseen } = this.bar.dataset;
    this.tell(["no", "off"].includes(this.there()) ? wordsUnseen : wordsSaid); // heart.js: nobody is there to hear it
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

  /* The other screen has shown it, or asks what holds. */
  seen({ n }) {
    if (n === null) {
      if (this.holds && this.holds.code !== "fine") this.waiting.set("comfort", this.holds);
      return this.waiting.size ? this.soon(APART) : undefined;
    }
    for (const [kind, one] of this.waiting) if (one.n === n) this.waiting.delete(kind);
    if (!this.waiting.size) this.tell(this.holds?.n === n && this.holds.code === "fine" ? this.bar.dataset.wordsFine : this.bar.dataset.wordsSeen);
  }

  tell(words) {
    const place = document.querySelector("[data-signal-told]");
    if (place && place.textContent !== words) place.textContent = words;
    clearTimeout(this.read);
    if (words) this.read = setTimeout(() => this.tell(""), READ_WITHIN);
  }

  /* The page is left, or the link has ended: nothing is said any more. */
  stop() {
    clearTimeout(this.later);
    clearTimeout(this.read);
    this.waiting.clear();
    this.holds = null;
    this.bar.remove();
  }
}

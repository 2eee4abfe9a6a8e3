/* Fine, slower, pause and *not this* without a word: from her screen to the interviewer's, and kept nowhere. Hers says
   it again until the other screen has shown it; the other asks what holds when it comes back. Memory only. */

const AGAIN = 1000;
const LONG = 4; // times, before her screen says that it did not come through
const READ_WITHIN = 6000;
const MOST = 1000000; // timelines/signals.py

export class Signals {
  constructor(say) {
    this.say = say;
    this.bar = document.querySelector("[data-signals]");
    this.shows = document.querySelector("[data-signal-shown]"); // in the room
    this.number = crypto.getRandomValues(new Uint32Array(1))[0] % MOST;
    this.waiting = new Map(); // her signals that were not shown yet, by number
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

  press(button) {
    if (!button) return;
    const code = button.dataset.signal;
    this.number = (this.number + 1) % MOST;
    const one = { code, n: this.number, times: 0 };
    if (code !== "not this") {
      for (const [number, { code: other }] of this.waiting) if (other !== "not this") this.waiting.delete(number);
      this.holds = one;
      this.mark();
    }
    this.waiting.set(one.n, one);
    this.tell(this.bar.dataset.wordsSaid);
    this.again();
  }

  again() {
    clearTimeout(this.later);
    if (!this.waiting.size) return;
    for (const one of this.waiting.values()) {
      one.times += 1;
      this.say({ signal: { code: one.code, n: one.n } });
      if (one.times === LONG) this.tell(this.bar.dataset.wordsUnseen);
    }
    this.later = setTimeout(() => this.again(), AGAIN);
  }

  /* On the interviewer's screen: shown at once; the room answers when it has shown it. */
  signal(what) {
    if (this.shows) document.dispatchEvent(new CustomEvent("attune:signal", { detail: what }));
  }

  /* On hers: the other screen has shown it, or asks what holds. */
  seen({ n }) {
    if (!this.bar) return;
    if (n === null) {
      if (this.holds && this.holds.code !== "fine") this.waiting.set(this.holds.n, { ...this.holds, times: 0 });
      this.again();
    } else if (this.waiting.delete(n) && !this.waiting.size) this.tell(this.bar.dataset.wordsSeen);
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

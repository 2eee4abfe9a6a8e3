/* Finds the connection again by itself, or by the button, and then leads back to the room, once. While a note is being
   written nobody is moved off the page, and what was just done is kept first. */

const AWAY = [502, 503, 504]; // as in timeline/worker.js
const FIRST = 1000;
const LONGEST = 5000;
const ANSWER_WITHIN = 8000;

export class Looking {
  /* `keeping` is what is kept, `writes` says whether words stand in a field that are nowhere else. */
  constructor(place, keeping, writes) {
    Object.assign(this, { words: place.dataset, said: place.querySelector("[data-said]"), keeping, writes, wait: FIRST });
    place.querySelector("[data-look]").addEventListener("click", () => this.look(true));
    window.addEventListener("online", () => this.look());
    document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && this.look());
    this.again();
  }

  again() {
    clearTimeout(this.later);
    this.later = setTimeout(() => this.look(), this.wait * (0.75 + Math.random() / 2));
    this.wait = Math.min(LONGEST, this.wait * 1.5);
  }

  async look(asked = false) {
    this.asked ||= asked;
    if (this.looks) return;
    this.looks = true;
    const there = await this.answers();
    if (there && (await this.back())) return; // the page goes: looking again would break that off
    this.looks = false;
    if (!there && this.asked) this.say(this.words.wordsNone);
    this.asked = false;
    this.again();
  }

  async answers() {
    const how = { credentials: "same-origin", redirect: "manual", cache: "no-store", signal: AbortSignal.timeout(ANSWER_WITHIN) };
    const answer = await fetch("/here/", { ...how, headers: { Accept: "application/json" } }).catch(() => null);
    return answer !== null && !AWAY.includes(answer.status);
  }

  /* Gives whether the page goes. */
  async back() {
    await this.keeping.settled();
    if (this.writes()) {
      this.say(this.words.wordsBack);
      return false;
    }
    const room = window.location.pathname.replace(/shell\/$/, ""); // who opened the kept page by its own address
    if (room === window.location.pathname) window.location.reload();
    else window.location.replace(room);
    return true;
  }

  say(words) {
    if (this.said.textContent !== words) this.said.textContent = words;
  }
}

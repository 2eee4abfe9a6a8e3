/* A gentle prompt when the study's minutes have passed: to say again that she may leave things out, and to see how she
   is. One at a time; in a pause none comes, and in a quiet room a few words in their own place say that one waits. */

import { hide } from "./passing.js";

const MINUTE = 60000;
const BETWEEN = 3 * MINUTE; // the other one is none that is answered unread

export class Prompts {
  constructor(act, quiet) {
    Object.assign(this, { act, quiet });
    this.place = document.querySelector("[data-prompt]");
    if (!this.place) return;
    const { every, sinceReminded, sinceAsked } = this.place.dataset;
    this.every = Number(every) * MINUTE;
    this.due = { reminded: this.after(sinceReminded), asked: this.after(sinceAsked) + this.every / 2 }; // in turns
    this.place.querySelector("[data-prompt-later]").addEventListener("click", () => this.later());
    document.addEventListener("attune:quiet", () => this.held());
    this.look();
  }

  /* What stands already waits, too. */
  held() {
    if (this.shows) this.place.hidden = this.quiet.on;
    this.waiting(this.shows !== null);
    this.look();
  }

  waiting(is) {
    document.querySelector("[data-prompt-held]").hidden = !(this.quiet.on && is);
  }

  after(seconds) {
    return Date.now() + this.every - Number(seconds) * 1000;
  }

  look() {
    clearTimeout(this.waits);
    if (this.shows) return;
    const [what, at] = Object.entries(this.due).sort(([, one], [, other]) => one - other)[0];
    this.waiting(at <= Date.now());
    const held = this.quiet.on || document.querySelector("[data-when=running]")?.hidden;
    if (at <= Date.now() && !held) this.show(what);
    else this.waits = setTimeout(() => this.look(), Math.max(at - Date.now(), MINUTE / 6));
  }

  show(what) {
    this.shows = what;
    this.place.querySelector("[data-prompt-what]").value = what;
    for (const one of this.place.querySelectorAll("[data-prompt-for]")) one.hidden = one.dataset.promptFor !== what;
    const said = this.place.querySelectorAll("[data-one-of]");
    said.forEach((one, place) => (one.hidden = place !== this.turn % said.length));
    this.turn += 1;
    this.place.hidden = false;
  }

  turn = 0;
  shows = null;

  /* Said, from here or from anywhere else. */
  done(what) {
    if (what in (this.due ?? {})) this.put(what, this.every);
  }

  later() {
    this.put(this.shows, this.every / 4);
  }

  put(what, wait) {
    const soon = Date.now() + Math.min(BETWEEN, this.every / 4);
    for (const one of Object.keys(this.due)) this.due[one] = Math.max(this.due[one], soon);
    this.due[what] = Date.now() + wait;
    this.shows = null;
    hide(this.place);
    this.look();
  }
}

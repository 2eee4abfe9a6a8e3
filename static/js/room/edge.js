/* What she says without words: the edge of this screen turns amber, without a sound, with one sentence that could be said.
   Nothing of her signals is kept. */

import { Folding } from "./folding.js";
import { hide } from "./passing.js";

const REMEMBERS = 50;

export class Edge {
  constructor(act, shown) {
    Object.assign(this, { heard: [], place: document.querySelector("[data-signal-shown]") });
    if (!this.place) return;
    this.folding = new Folding(this.place, act, shown);
    for (const one of this.place.querySelectorAll("[data-signal-ok]")) one.addEventListener("click", () => this.seen(one.closest("[data-signal-line]")));
    this.place.querySelector("[data-signal-back]").addEventListener("click", () => {
      this.folding.back();
      this.seen(this.line("not this"));
    });
    document.addEventListener("attune:signal", ({ detail }) => this.hear(detail));
  }

  /* Only on a screen that can be seen; else she says it again, and hears nothing until it was. What comes again was
     shown already; her screen is told each time, once it has been drawn. */
  hear({ code, n, ago }) {
    if (!this.isSeen() || (code !== "fine" && !this.line(code))) return; // her review: closing.js
    if (!this.heard.includes(n)) {
      this.heard = [...this.heard, n].slice(-REMEMBERS);
      if (code === "fine") this.fine();
      else this.show(code, n, ago);
    }
    requestAnimationFrame(() => requestAnimationFrame(() => this.isSeen() && document.dispatchEvent(new CustomEvent("attune:seen", { detail: n }))));
  }

  /* It ends what she asked for, and says so: it may have been a slip of her finger. */
  fine() {
    const asked = ["pause", "slower"].map((kind) => this.line(kind)).filter((line) => !line.hidden);
    for (const line of asked) this.seen(line);
    if (asked.length) this.line("fine").hidden = false;
  }

  isSeen() {
    return document.visibilityState === "visible" && !document.querySelector("dialog:modal");
  }

  line(kind) {
    return this.place.querySelector(`[data-signal-line="${kind}"]`);
  }

  /* A line for each kind: a newer one wipes none that nobody has answered. */
  show(code, n = null, ago = 0) {
    if (code === "not this") this.folding.leave(n, ago);
    else this.line("fine").hidden = true;
    this.line(code).hidden = false;
    this.edge();
  }

  /* She has taken something up again: what, by its words. */
  again(names) {
    if (!this.place) return;
    this.place.querySelector("[data-signal-again]").textContent = names.join(", ");
    this.line("again").hidden = false;
  }

  /* One line was answered; the edge stays while another waits. */
  seen(line) {
    if (!this.place || !line) return;
    hide(line);
    this.edge();
  }

  edge() {
    const waits = this.place.querySelector('[data-signal-line]:not([data-signal-line="again"], [data-signal-line="fine"], [hidden])');
    document.querySelector("main").classList.toggle("room-look", waits !== null);
  }

  /* A pause that began or ended answers her wish for one. */
  paused() {
    if (this.place) this.seen(this.line("pause"));
  }
}

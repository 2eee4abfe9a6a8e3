/* What she says without words: the edge of this screen turns amber, without a sound, with one sentence that could be
   said. *Not this* folds the topic that was touched last. Nothing of her signals is kept. */

const REMEMBERS = 50;

export class Edge {
  constructor(act, shown) {
    Object.assign(this, { act, shown, heard: [] });
    this.place = document.querySelector("[data-signal-shown]");
    if (!this.place) return;
    for (const one of this.place.querySelectorAll("[data-signal-ok]")) one.addEventListener("click", () => this.seen(one.closest("[data-signal-line]")));
    this.part("back").addEventListener("click", () => this.back());
    document.addEventListener("attune:signal", ({ detail }) => this.hear(detail));
    document.addEventListener("attune:stands", ({ detail }) => this.stands(detail));
  }

  part(name) {
    return this.place.querySelector(`[data-signal-${name}]`);
  }

  /* Only on a screen that can be seen; else she says it again, and hears nothing until it was. What comes again was
     shown already; her screen is told each time, once it has been drawn. */
  hear({ code, n, ago }) {
    if (!this.isSeen() || (code !== "fine" && !this.line(code))) return; // her review: closing.js
    if (!this.heard.includes(n)) {
      this.heard = [...this.heard, n].slice(-REMEMBERS);
      if (code === "fine") for (const kind of ["pause", "slower"]) this.seen(this.line(kind));
      else this.show(code, n, ago);
    }
    requestAnimationFrame(() => requestAnimationFrame(() => this.isSeen() && document.dispatchEvent(new CustomEvent("attune:seen", { detail: n }))));
  }

  isSeen() {
    return document.visibilityState === "visible" && !document.querySelector("dialog:modal");
  }

  line(kind) {
    return this.place.querySelector(`[data-signal-line="${kind}"]`);
  }

  /* A line for each kind: a newer one wipes none that nobody has answered. */
  show(code, n = null, ago = 0) {
    if (code === "not this") this.leave(n, ago);
    this.line(code).hidden = false;
    this.edge();
  }

  leave(n, ago) {
    const { wordsFolded, wordsNone } = this.place.dataset;
    const topic = this.shown.topicAt(performance.now() - ago);
    this.folded = topic && this.fold(topic, n);
    this.part("back").hidden = !this.folded;
    this.part("folded").textContent = topic ? `${wordsFolded} ${topic.querySelector("h3").textContent}.` : wordsNone;
  }

  /* Sets a topic aside, and gives it; null when it was so already. Of several screens the first counts: the act has one id. */
  fold(topic, n) {
    if (topic.querySelector("[data-topic-open]").hidden) return null;
    const { sitting } = document.querySelector("[data-acts]").dataset;
    const id = n === null ? {} : { id: sitting.slice(0, 24) + n.toString(16).padStart(12, "0") };
    this.made = this.act("aside", { theme: topic.dataset.topic, answer: "yes", ...id }).id;
    this.shown.told("", null); // the line has its own way back
    return topic;
  }

  /* As the server has it: another screen may have set another topic aside before. */
  stands({ asides }) {
    if (!this.folded || asides.includes(this.folded.dataset.topic)) return;
    this.folded = null;
    this.part("folded").textContent = "";
    this.part("back").hidden = true;
  }

  /* It was never hers to set aside: the wrong tap is taken back, not what she set aside. */
  back() {
    this.act("take back", { moment: this.made });
    this.shown.aside(this.folded, false);
    this.seen(this.line("not this"));
  }

  /* She has taken something up again: what, by its words. */
  again(names) {
    if (!this.place) return;
    this.part("again").textContent = names.join(", ");
    this.line("again").hidden = false;
  }

  /* One line was answered; the edge stays while another waits. */
  seen(line) {
    if (!this.place || !line) return;
    line.hidden = true;
    this.edge();
  }

  edge() {
    const waits = this.place.querySelector('[data-signal-line]:not([data-signal-line="again"], [hidden])') !== null;
    document.querySelector("main").classList.toggle("room-look", waits);
  }

  /* A pause that began or ended answers her wish for one. */
  paused() {
    if (this.place) this.seen(this.line("pause"));
  }
}

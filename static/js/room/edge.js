/* What she says without words: the edge of this screen turns amber, without a sound, with one sentence that could be
   said. *Not this* folds the topic that was touched last. Nothing of her signals is kept. */

const REMEMBERS = 50;

export class Edge {
  constructor(act, shown) {
    Object.assign(this, { act, shown, heard: [] });
    this.place = document.querySelector("[data-signal-shown]");
    if (!this.place) return;
    this.part("ok").addEventListener("click", () => this.seen());
    this.part("back").addEventListener("click", () => this.back());
    document.addEventListener("attune:signal", ({ detail }) => this.hear(detail));
    document.addEventListener("attune:stands", ({ detail }) => this.stands(detail));
    const leave = document.querySelector("[data-card-leave]");
    if (leave) leave.hidden = false;
    document.querySelector("[data-card-plain]")?.remove();
    leave?.addEventListener("click", () => {
      leave.closest("dialog")?.close();
      this.show("not this");
    });
  }

  part(name) {
    return this.place.querySelector(`[data-signal-${name}]`);
  }

  /* Only on a screen that can be seen; else she says it again, and hears nothing until it was. What comes again was
     shown already; her screen is told each time, once it has been drawn. */
  hear({ code, n, ago }) {
    if (!this.isSeen()) return;
    if (!this.heard.includes(n)) {
      this.heard = [...this.heard, n].slice(-REMEMBERS);
      if (code === "fine") this.seen();
      else this.show(code, n, ago);
    }
    requestAnimationFrame(() => requestAnimationFrame(() => this.isSeen() && document.dispatchEvent(new CustomEvent("attune:seen", { detail: n }))));
  }

  isSeen() {
    return document.visibilityState === "visible" && !document.querySelector("dialog:modal");
  }

  show(code, n = null, ago = 0) {
    const key = code === "not this" ? "NotThis" : code[0].toUpperCase() + code.slice(1);
    this.folded = code === "not this" ? this.fold(n, ago) : null;
    this.part("pause").hidden = code !== "pause";
    this.part("back").hidden = !this.folded;
    this.place.hidden = false;
    this.part("words").textContent = this.place.dataset[`words${key}`];
    this.part("folded").textContent = this.folded ? `${this.place.dataset.wordsFolded} ${this.folded.querySelector("h3").textContent}.` : "";
    this.part("say").textContent = this.place.dataset[`say${key}`];
    document.querySelector("main").classList.add("room-look");
  }

  /* Gives the topic that was in hand when she touched it, set aside now; null when there was none, or it was so already.
     Of several screens the first counts: the act has one id. */
  fold(n, ago) {
    const topic = this.shown.topicAt(performance.now() - ago);
    if (!topic || topic.querySelector("[data-topic-open]").hidden) return null;
    const { sitting } = document.querySelector("[data-acts]").dataset;
    const id = n === null ? {} : { id: sitting.slice(0, 24) + n.toString(16).padStart(12, "0") };
    this.act("aside", { theme: topic.dataset.topic, answer: "yes", ...id });
    return topic;
  }

  /* As the server has it: another screen may have set another topic aside before. */
  stands({ asides }) {
    if (!this.folded || asides.includes(this.folded.dataset.topic)) return;
    this.folded = null;
    this.part("folded").textContent = "";
    this.part("back").hidden = true;
  }

  back() {
    this.act("aside", { theme: this.folded.dataset.topic, answer: "no" });
    this.seen();
  }

  seen() {
    if (!this.place) return;
    this.place.hidden = true;
    document.querySelector("main").classList.remove("room-look");
  }
}

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
    const leave = document.querySelector("[data-card-leave]");
    if (leave) leave.hidden = false;
    document.querySelector("[data-card-plain]")?.remove();
    leave?.addEventListener("click", () => {
      leave.closest("dialog")?.close();
      this.hear({ code: "not this", n: -1 });
    });
  }

  part(name) {
    return this.place.querySelector(`[data-signal-${name}]`);
  }

  /* What comes again was shown already; her screen is told each time. */
  hear({ code, n }) {
    if (n >= 0) document.dispatchEvent(new CustomEvent("attune:seen", { detail: n }));
    if (n >= 0 && this.heard.includes(n)) return;
    this.heard = [...this.heard, n].slice(-REMEMBERS);
    if (code === "fine") this.seen();
    else this.show(code);
  }

  show(code) {
    const key = code === "not this" ? "NotThis" : code[0].toUpperCase() + code.slice(1);
    this.folded = code === "not this" ? this.fold() : null;
    this.part("pause").hidden = code !== "pause";
    this.part("back").hidden = !this.folded;
    this.place.hidden = false;
    this.part("words").textContent = this.place.dataset[`words${key}`];
    this.part("folded").textContent = this.folded ? `${this.place.dataset.wordsFolded} ${this.folded.querySelector("h3").textContent}.` : "";
    this.part("say").textContent = this.place.dataset[`say${key}`];
    document.querySelector("main").classList.add("room-look");
  }

  /* Gives the topic that is set aside now, or null when none was touched, or it was so already. */
  fold() {
    const topic = this.shown.here;
    if (!topic || topic.querySelector("[data-topic-open]").hidden) return null;
    this.act("aside", { theme: topic.dataset.topic, answer: "yes" });
    return topic;
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

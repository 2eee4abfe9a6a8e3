/* *Not this* folds the topic of the guide that was in hand. It was never the interviewer's to set aside: a wrong tap is
   taken back, not what she set aside. */

const isOpen = (topic) => !topic.querySelector("[data-topic-open]").hidden;

export class Folding {
  constructor(place, act, shown) {
    Object.assign(this, { place, act, shown });
    document.addEventListener("attune:stands", ({ detail }) => this.stands(detail));
  }

  part(name) {
    return this.place.querySelector(`[data-signal-${name}]`);
  }

  /* `n` is the number of her signal, or null; it was touched `ago` milliseconds before. A topic that was folded before is
     none that could be left: what she means now is for the interviewer to ask. */
  leave(n, ago) {
    const { wordsFolded, wordsNone } = this.place.dataset;
    const topic = this.shown.guide.topicAt(performance.now() - ago);
    const waits = !this.part("back").closest("[data-signal-line]").hidden;
    if (waits && topic && topic === this.folded) return; // once more, before anybody has answered
    this.folded = topic && isOpen(topic) ? this.fold(topic, n) : null;
    this.part("back").hidden = !this.folded;
    this.part("folded").textContent = this.folded ? `${wordsFolded} ${this.folded.querySelector("h3").textContent}.` : wordsNone;
  }

  /* Sets a topic aside, and gives it. Of several screens the first counts: the act has one id. */
  fold(topic, n) {
    const { sitting } = document.querySelector("[data-acts]").dataset;
    const id = n === null ? {} : { id: sitting.slice(0, 24) + n.toString(16).padStart(12, "0") };
    this.made = this.act("aside", { theme: topic.dataset.topic, answer: "yes", ...id }).id;
    this.shown.marked.told("", null); // the line has its own way back
    return topic;
  }

  /* As the server has it: another screen may have set another topic aside before. */
  stands({ asides }) {
    if (this.folded && !asides.includes(this.folded.dataset.topic)) this.none();
  }

  none() {
    this.folded = null;
    this.part("folded").textContent = "";
    this.part("back").hidden = true;
  }

  back() {
    this.act("take back", { moment: this.made });
    this.shown.guide.aside(this.folded, false);
    this.none();
  }
}

/* How the room stands, on the page: at once when something is done here, and as the server says it afterwards. */

const REMEMBERS = 50;
const part = (name, root = document) => root.querySelector(`[data-${name}]`);
const every = (name) => document.querySelectorAll(`[data-${name}]`);
const topics = () => document.querySelectorAll(".topic"); // of the guide: a lane of the timeline has a data-topic too

function press(button, is) {
  button.setAttribute("aria-pressed", String(is));
}

export class Shown {
  constructor(place) {
    this.words = place.dataset;
    this.touched = []; // the topics that were touched, and when, the last one last
    this.last = null; // the moment that was marked last
  }

  bind(act) {
    for (const topic of topics()) {
      for (const kind of ["click", "focusin"]) topic.addEventListener(kind, () => this.at(topic));
    }
    part("moment-back")?.addEventListener("click", () => {
      act("take back", { moment: this.last });
      this.told("", null);
      for (const one of every("moment-kept")) one.hidden = true;
    });
  }

  at(topic) {
    this.touched = [...this.touched, { topic, at: performance.now() }].slice(-REMEMBERS);
    for (const one of topics()) one.toggleAttribute("data-here", one === topic);
  }

  /* The topic that was in hand at a moment of this page's clock, or null. */
  topicAt(at) {
    return this.touched.findLast((one) => one.at <= at)?.topic ?? null;
  }

  /* What was just done, before the server has it. */
  now(act) {
    const { kind } = act;
    if (kind === "mark") this.talked(part(`question="${act.question}"`), act.talked);
    if (kind === "aside") this.aside(document.querySelector(`.topic[data-topic="${act.theme}"]`), act.answer === "yes");
    if (kind === "recording") this.recording(act.answer === "yes", act.answer === "no");
    if (kind === "pause" || kind === "go on") this.paused(kind === "pause");
    if (kind === "note") this.sent();
    if (kind === "moment") {
      this.told(this.name(act.what), act.id);
      for (const one of every(`moment-kept="${act.what}"`)) one.hidden = false;
    }
    if (act.answer === "yes" && kind === "aside") this.told(`${this.words.wordsAside} ${part(`topic="${act.theme}"`)?.querySelector("h3").textContent}.`, act.id);
    if (kind === "mark" && act.talked === "set_aside") this.told(`${this.words.wordsAside} ${part(`question="${act.question}"`)?.querySelector(".question-code").textContent}.`, act.id);
    return act;
  }

  /* The server has it. How all stands counts once nothing waits here. */
  done(stands, message, all) {
    const { kind } = message;
    if (kind === "note") this.told(document.querySelector("form[data-act=note]")?.dataset.wordsKept ?? "", null);
    if (kind === "help") for (const one of every("help-kept")) one.hidden = message.answer !== "yes";
    if (kind === "pause" || kind === "go on") document.dispatchEvent(new CustomEvent("attune:device"));
    if (!all) return;
    for (const one of every("question")) this.talked(one, stands.talked[one.dataset.question] ?? "");
    for (const one of topics()) this.aside(one, stands.asides.includes(one.dataset.topic));
    const { permitted, asked } = stands.recording;
    this.recording(permitted, asked && !permitted);
    this.paused(stands.paused);
    document.dispatchEvent(new CustomEvent("attune:stands", { detail: stands }));
  }

  /* It was refused: nothing of it is kept, and the page says why. A note stays in its field. */
  refused({ words, found, act }, message) {
    const said = message.kind ? message : act;
    if (said?.kind === "note") return this.again(said, words, found);
    return this.mark(`${this.words.wordsLost} ${words}`);
  }

  waits(is, kept) {
    this.mark(is ? (kept ? this.words.wordsWaiting : this.words.wordsMemory) : "");
  }

  mark(sentence) {
    const place = part("acts-mark");
    if (place && place.textContent !== sentence) place.textContent = sentence;
  }

  talked(question, word) {
    if (!question) return;
    question.dataset.talked = word;
    for (const button of question.querySelectorAll("[data-word]")) {
      const is = button.dataset.word === word;
      press(button, is);
      button.value = is ? "" : button.dataset.word;
    }
  }

  aside(topic, is) {
    if (!topic) return;
    const held = topic.contains(document.activeElement);
    part("topic-open", topic).hidden = is;
    part("topic-aside", topic).hidden = !is;
    if (held && !topic.contains(document.activeElement)) topic.querySelector("div:not([hidden]) button")?.focus();
  }

  recording(yes, no) {
    for (const button of every("recording")) press(button, button.dataset.recording === "yes" ? yes : no);
  }

  paused(is) {
    const before = document.activeElement?.closest("[data-when]");
    for (const one of every("when")) one.hidden = (one.dataset.when === "paused") !== is;
    if (before?.hidden) part(`when="${is ? "paused" : "running"}"`)?.querySelector("button").focus();
  }

  name(what) {
    return part(`moment-name="${what}"`)?.textContent ?? "";
  }

  told(words, id) {
    this.last = id;
    if (!part("moment-told")) return;
    part("moment-told").textContent = words;
    part("moment-back").hidden = !id;
  }

  /* It is on its way: its field is free for the next one. */
  sent() {
    const form = document.querySelector("form[data-act=note]");
    if (!form) return;
    form.reset();
    part("noticed", form).hidden = true;
  }

  again({ words }, sentence, found = []) {
    const form = document.querySelector("form[data-act=note]");
    if (!form) return;
    part("note").open = true;
    form.elements.words.value = [words, form.elements.words.value].filter(Boolean).join("\n"); // what was begun since stays
    const letters = [...words];
    part("noticed", form).hidden = !found.length;
    part("noticed-words", form).textContent = found.map(([start, end]) => `“${letters.slice(start, end).join("")}”`).join(" ");
    if (!found.length) this.mark(sentence);
    form.elements.words.focus();
  }
}

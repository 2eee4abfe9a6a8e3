/* The guide as it stands: what became of each question, which topics are set aside, and which one is in hand. That is
   remembered in this tab, so that after a reload her *Not this* is about it still. */

import { part, press, topicOf, topics } from "./places.js";

const REMEMBERS = 50;

export class Guide {
  touched = []; // the topics that were touched, and when, the last one last

  name = `attune-topic ${window.location.pathname}`;

  bind() {
    for (const topic of topics()) {
      topic.addEventListener("click", () => this.at(topic)); // also by Enter; a keyboard that passes by takes nothing in hand
    }
    const before = topicOf(sessionStorage.getItem(this.name) ?? "");
    if (before) this.at(before, -Infinity); // before this page's clock began
  }

  at(topic, at = performance.now()) {
    this.touched = [...this.touched, { topic, at }].slice(-REMEMBERS);
    sessionStorage.setItem(this.name, topic.dataset.topic);
    for (const one of topics()) one.toggleAttribute("data-here", one === topic && !part("topic-open", one).hidden);
  }

  /* The topic that was in hand at a moment of this page's clock, or null. */
  topicAt(at) {
    return this.touched.findLast((one) => one.at <= at)?.topic ?? null;
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
    if (is) topic.removeAttribute("data-here");
    if (held && !topic.contains(document.activeElement)) topic.querySelector("div:not([hidden]) button")?.focus();
  }
}

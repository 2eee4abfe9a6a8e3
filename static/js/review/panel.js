/* The panel beside the text: what the current mark is, and what can become of it. */

import { offer } from "./offer.js";

export class Panel {
  constructor(element) {
    this.element = element;
    this.floating = element.querySelector(".floating");
    const one = (name) => element.querySelector(`[data-${name}]`);
    Object.assign(this, {
      about: one("about"), stood: one("stood"), stateWords: one("state-words"), words: one("words"), left: one("left"),
      count: one("count"), more: one("more"), other: one("other"), kind: one("kind-choice"), word: one("word"),
      every: one("every"), says: one("says"),
    });
    this.kinds = new Map([...this.kind.options].map((option) => [option.value, { ...option.dataset, name: option.text }]));
    element.hidden = false;
  }

  button(name) {
    return this.element.querySelector(`[data-do="${name}"]`);
  }

  into(field) {
    this.more.open = true;
    field.focus();
    field.select?.();
  }

  offered(label) {
    return this.kinds.get(label).offers.split(", ");
  }

  /* The words on the buttons: the one that was typed for this mark comes first. */
  words1to6(mark) {
    const offered = this.offered(mark.label);
    const typed = mark.word && !offered.includes(mark.word) ? [mark.word] : [];
    return [...typed, ...offered].slice(0, this.beside ? 6 : 4);
  }

  /* Whether it stands beside the text; on a narrow screen it lies at the foot of it. */
  get beside() {
    return window.matchMedia("(min-width: 60em)").matches;
  }

  show(mark, stood, alike, left) {
    this.left.textContent = left;
    const before = this.button("before");
    for (const part of [this.about, this.words, this.other, before, this.button("next")]) part.hidden = !mark;
    this.button("stays").hidden = !mark || mark.hand;
    this.button("drop").hidden = !mark?.hand;
    this.button("same").hidden = !mark?.state || alike < 2;
    if (!mark) return;
    const { open, replaced, stays } = this.element.dataset;
    const state = { "": open, replaced: `${replaced}: [${mark.word}]`, stays }[mark.state];
    this.stood.textContent = stood;
    this.stateWords.textContent = `${this.kinds.get(mark.label).name}, ${state}`;
    this.kind.value = mark.label;
    this.word.value = mark.word || this.offered(mark.label)[0];
    this.words.replaceChildren(...this.words1to6(mark).map((word, place) => offer(word, place)));
    this.count.textContent = alike;
  }

  say(words) {
    this.says.textContent = words;
  }

  /* Stands at the height of the mark where there is room beside the text. */
  stand(mark) {
    this.floating.style.marginTop = "";
    if (!mark || !this.beside) return;
    const own = this.floating.getBoundingClientRect();
    const room = window.innerHeight - own.height - 16;
    const wanted = Math.min(mark.getBoundingClientRect().top - 24, room);
    this.floating.style.marginTop = `${Math.max(wanted - own.top, 0)}px`;
  }
}

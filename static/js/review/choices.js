/* What becomes of a mark: replaced, stays, dropped, the same for all alike; and marks by hand. */

import { worked } from "./unsaved.js";

export class Choices {
  constructor({ text, marks, panel, book }, go) {
    Object.assign(this, { text, marks, panel, book, go });
  }

  choose(verb, mark, place) {
    const word = verb === "word" ? this.panel.words1to6(mark)[place] : null;
    if (verb === "replace") this.decide(mark, { state: "replaced", word: this.bare(this.panel.word.value, mark) });
    else if (word) this.decide(mark, { state: "replaced", word });
    else if (verb === "stays" && !mark.hand) this.decide(mark, { state: "stays" });
    else if (verb === "undo") this.decide(mark, { state: "" }, { stay: true });
    else if (verb === "drop" && mark.hand) this.drop(mark);
    else if (verb === "same" && mark.state) this.same(mark);
    else if (verb === "word-field") this.panel.into(this.panel.word);
    else if (verb === "kind-field") this.panel.into(this.panel.kind);
  }

  bare(typed, mark) {
    return typed.replace(/[[\]]/g, "").trim() || this.panel.offered(mark.label)[0];
  }

  decide(mark, choice, { stay = false } = {}) {
    this.marks.set(mark, choice);
    this.changed([mark]);
    this.go(stay ? mark : this.marks.nextLeft(mark) ?? mark);
  }

  kind(mark, label) {
    this.marks.set(mark, { label, word: this.panel.offered(label)[0] });
    this.changed([mark]);
    this.go(mark, { focus: false });
  }

  alike(mark) {
    const stood = this.text.slice(mark.start, mark.end);
    return this.marks.asked.filter((each) => this.text.slice(each.start, each.end) === stood);
  }

  same(mark) {
    const { label, word, state } = mark;
    const all = this.alike(mark);
    for (const each of all) this.marks.set(each, { label, word, state });
    this.changed(all);
    this.go(this.marks.nextLeft(mark) ?? mark);
  }

  drop(mark) {
    this.marks.drop(mark);
    this.changed([mark]);
    this.go(this.marks.within(mark.start, mark.end)[0] ?? this.marks.nextLeft(null) ?? this.marks.asked[0]);
  }

  mark(place) {
    if (place === "apart") this.panel.say(this.panel.element.dataset.oneTurn);
    else if (place) this.add(place);
  }

  add(...places) {
    const marks = places.map((place) => this.marks.add(...place, "PER"));
    document.getSelection()?.removeAllRanges();
    this.changed(marks);
    this.go(marks[0]);
  }

  every(words) {
    const free = this.text.places(words).filter((place) => !this.marks.within(...place).length);
    if (free.length) this.add(...free);
    else this.panel.say(this.panel.element.dataset.none);
    if (free.length) this.panel.every.value = "";
  }

  changed(marks) {
    worked();
    for (const mark of marks) this.book.draw(mark.start, mark.end);
  }
}

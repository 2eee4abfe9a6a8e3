/* The review of a text: marks, choices, keys. Without this script the list below the text does the same. */

import { Book } from "./book.js";
import { Marks } from "./marks.js";
import { Panel } from "./panel.js";
import { Text } from "./text.js";
import { worked } from "./unsaved.js";

const KEYS = {
  j: "next", ArrowRight: "next", ArrowDown: "next", k: "before", ArrowLeft: "before", ArrowUp: "before", n: "left",
  r: "replace", Enter: "replace", s: "stays", e: "word-field", c: "kind-field", a: "same", x: "drop", u: "undo", m: "mark", w: "every-field",
};

class Review {
  constructor(form) {
    this.form = form;
    this.text = new Text(form.querySelector("[data-raw]").value);
    this.marks = Marks.read(form.querySelectorAll("mark"));
    this.panel = new Panel(form.querySelector("[data-panel]"));
    const { open, replaced, stays } = this.panel.element.dataset;
    this.book = new Book(form.querySelector("[data-book]"), this.text, this.marks, {
      kinds: this.panel.kinds, open, replaced, stays,
    });
    this.book.onChosen = (mark) => this.go(mark);
    form.querySelector("[data-choices]").remove();
    this.book.draw(0, Infinity);
    this.current = null;
    this.bind();
    this.go(this.marks.nextLeft(null) ?? this.marks.asked[0], { focus: false });
  }

  bind() {
    this.form.querySelector(".review").addEventListener("click", (event) => {
      const button = event.target.closest("[data-do]");
      if (button) this.act(button.dataset.do);
    });
    this.form.addEventListener("keydown", (event) => this.onKey(event));
    this.panel.kind.addEventListener("change", () => this.setKind(this.panel.kind.value));
    document.addEventListener("selectionchange", () => {
      this.panel.button("mark").hidden = !this.book.chosen();
    });
    this.form.addEventListener("submit", (event) => this.onSubmit(event), true);
  }

  onKey(event) {
    if (event.ctrlKey || event.metaKey || event.altKey || !event.target.closest(".review")) return;
    const typing = event.target.closest("input, select, textarea");
    if (typing) {
      if (event.key === "Escape") this.go(this.current);
      if (event.key === "Enter" && event.target !== this.panel.kind) {
        event.preventDefault();
        this.act(event.target === this.panel.every ? "every" : "replace");
      }
      return;
    }
    if (event.key === "Enter" && event.target.closest("button, summary")) return;
    const number = /^[1-6]$/.test(event.key) ? `word ${event.key - 1}` : null;
    const name = number ?? KEYS[event.key];
    if (!name) return;
    event.preventDefault();
    this.act(name);
  }

  act(name) {
    const [verb, place] = name.split(" ");
    const mark = this.current;
    if (verb === "next" || verb === "before") this.go(this.marks.step(mark, verb === "next" ? 1 : -1));
    else if (verb === "left") this.go(this.marks.nextLeft(mark));
    else if (verb === "mark") this.markChosen();
    else if (verb === "every-field") this.into(this.panel.every);
    else if (verb === "every") this.markEvery(this.panel.every.value);
    else if (mark) this.choose(verb, mark, Number(place));
  }

  choose(verb, mark, place) {
    if (verb === "replace") this.decide(mark, { state: "replaced", word: this.bare(this.panel.word.value, mark) });
    else if (verb === "word" && this.panel.words1to6(mark)[place]) {
      this.decide(mark, { state: "replaced", word: this.panel.words1to6(mark)[place] });
    } else if (verb === "stays" && !mark.hand) this.decide(mark, { state: "stays" });
    else if (verb === "undo") this.decide(mark, { state: "" }, { stay: true });
    else if (verb === "drop" && mark.hand) this.dropMark(mark);
    else if (verb === "same" && mark.state) this.same(mark);
    else if (verb === "word-field") this.into(this.panel.word);
    else if (verb === "kind-field") this.into(this.panel.kind);
  }

  into(field) {
    this.panel.more.open = true;
    field.focus();
    field.select?.();
  }

  bare(typed, mark) {
    return typed.replace(/[[\]]/g, "").trim() || this.panel.offered(mark.label)[0];
  }

  decide(mark, choice, { stay = false } = {}) {
    this.marks.set(mark, choice);
    this.changed([mark]);
    this.go(stay ? mark : this.marks.nextLeft(mark) ?? mark);
  }

  setKind(label) {
    if (!this.current) return;
    this.marks.set(this.current, { label, word: this.panel.offered(label)[0] });
    this.changed([this.current]);
    this.go(this.current, { focus: false });
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

  dropMark(mark) {
    this.marks.drop(mark);
    this.changed([mark]);
    this.go(this.marks.within(mark.start, mark.end)[0] ?? this.marks.nextLeft(null) ?? this.marks.asked[0]);
  }

  markChosen() {
    const place = this.book.chosen();
    if (place === "apart") this.panel.say(this.panel.element.dataset.oneTurn);
    else if (place) this.added([this.marks.add(...place, "PER")]);
  }

  markEvery(words) {
    const free = this.text.places(words).filter((place) => !this.marks.within(...place).length);
    if (free.length) this.added(free.map((place) => this.marks.add(...place, "PER")));
    else this.panel.say(this.panel.element.dataset.none);
    if (free.length) this.panel.every.value = "";
  }

  added(marks) {
    document.getSelection()?.removeAllRanges();
    this.changed(marks);
    this.go(marks[0]);
  }

  changed(marks) {
    worked();
    for (const mark of marks) this.book.draw(mark.start, mark.end);
  }

  go(mark, { focus = true } = {}) {
    this.current = mark && !mark.fixed ? mark : null;
    const element = this.book.show(this.current);
    const stood = this.current ? this.text.slice(mark.start, mark.end) : "";
    this.panel.show(this.current, stood, this.current ? this.alike(mark).length : 0, this.marks.left);
    if (element && focus) {
      element.focus({ preventScroll: true });
      element.scrollIntoView({ block: this.panel.beside ? "center" : "start" });
    }
    this.panel.stand(element);
    this.panel.say(`${this.marks.left} ${this.panel.element.dataset.leftWords}`);
  }

  onSubmit(event) {
    if (this.marks.left && event.submitter?.value !== "review") {
      event.preventDefault();
      event.stopPropagation();
      this.go(this.marks.nextLeft(this.current));
      return;
    }
    this.form.querySelector("[data-decisions]").value = JSON.stringify(this.marks.decisions());
  }
}

const form = document.querySelector("[data-review]");
if (form) new Review(form);

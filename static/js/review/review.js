/* The review of a text: marks, choices, keys. Without this script the list below the text does the same. */

import { Book } from "./book.js";
import { Choices } from "./choices.js";
import { meaning } from "./keys.js";
import { Marks } from "./marks.js";
import { Panel } from "./panel.js";
import { selected } from "./selection.js";
import { Text } from "./text.js";

class Review {
  constructor(form) {
    Object.assign(this, { form, current: null, text: new Text(form.querySelector("[data-raw]").value) });
    this.marks = Marks.read(form.querySelectorAll("mark"));
    this.panel = new Panel(form.querySelector("[data-panel]"));
    const words = { kinds: this.panel.kinds, ...this.panel.element.dataset };
    this.book = new Book(form.querySelector("[data-book]"), this.text, this.marks, words);
    this.book.onChosen = (mark) => this.go(mark);
    this.choices = new Choices(this, (...all) => this.go(...all));
    form.querySelector("[data-choices]").remove();
    this.book.draw(0, Infinity);
    this.bind();
    this.go(this.marks.nextLeft(null) ?? this.marks.asked[0], { focus: false });
  }

  bind() {
    const { form, panel } = this;
    form.querySelector(".review").addEventListener("click", ({ target }) => target.closest("[data-do]") && this.act(target.closest("[data-do]").dataset.do));
    form.addEventListener("keydown", (event) => this.key(event));
    panel.kind.addEventListener("change", () => this.current && this.choices.kind(this.current, panel.kind.value));
    document.addEventListener("selectionchange", () => (panel.button("mark").hidden = !selected(this.book.element)));
    form.addEventListener("submit", (event) => this.submit(event), true);
  }

  key(event) {
    const name = meaning(event, this.panel);
    if (name === "back") return this.go(this.current);
    if (!name) return undefined;
    event.preventDefault();
    return this.act(name);
  }

  act(name) {
    const [verb, place] = name.split(" ");
    const mark = this.current;
    if (verb === "next" || verb === "before") this.go(this.marks.step(mark, verb === "next" ? 1 : -1));
    else if (verb === "left") this.go(this.marks.nextLeft(mark));
    else if (verb === "mark") this.choices.mark(selected(this.book.element));
    else if (verb === "every-field") this.panel.into(this.panel.every);
    else if (verb === "every") this.choices.every(this.panel.every.value);
    else if (mark) this.choices.choose(verb, mark, Number(place));
  }

  go(mark, { focus = true } = {}) {
    this.current = mark && !mark.fixed ? mark : null;
    const element = this.book.show(this.current);
    const stood = this.current ? this.text.slice(mark.start, mark.end) : "";
    this.panel.show(this.current, stood, this.current ? this.choices.alike(mark).length : 0, this.marks.left);
    if (element && focus) {
      element.focus({ preventScroll: true });
      element.scrollIntoView({ block: this.panel.beside ? "center" : "start" });
    }
    this.panel.stand(element);
    this.panel.say(`${this.marks.left} ${this.panel.element.dataset.leftWords}`);
  }

  submit(event) {
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

/* The panel beside the text: what the current mark is, and what can become of it. */

export class Panel {
  constructor(element) {
    this.element = element;
    this.floating = element.querySelector(".floating");
    const one = (name) => element.querySelector(`[data-${name}]`);
    Object.assign(this, {
      choice: one("choice"), stood: one("stood"), stateWords: one("state-words"), kind: one("kind-choice"),
      word: one("word"), words: one("words"), left: one("left"), count: one("count"), says: one("says"), every: one("every"),
    });
    this.kinds = new Map([...this.kind.options].map((option) => [option.value, { ...option.dataset, name: option.text }]));
    element.hidden = false;
  }

  button(name) {
    return this.element.querySelector(`[data-do="${name}"]`);
  }

  offered(label) {
    return this.kinds.get(label).offers.split(", ");
  }

  show(mark, stood, alike, left) {
    this.left.textContent = left;
    this.choice.hidden = !mark;
    if (!mark) return;
    const { open, replaced, stays } = this.element.dataset;
    this.stood.textContent = stood;
    this.stateWords.textContent = { "": open, replaced, stays }[mark.state];
    this.kind.value = mark.label;
    this.word.value = mark.word || this.offered(mark.label)[0];
    this.words.replaceChildren(...this.offered(mark.label).slice(0, 9).map((word, place) => this.wordButton(word, place)));
    this.button("stays").hidden = mark.hand;
    this.button("drop").hidden = !mark.hand;
    this.button("same").hidden = alike < 2 || !mark.state;
    this.count.textContent = alike;
  }

  wordButton(word, place) {
    const button = document.createElement("button");
    const key = document.createElement("kbd");
    key.textContent = place + 1;
    button.type = "button";
    button.className = "btn btn-plain";
    button.dataset.do = `word ${place}`;
    button.append(`[${word}] `, key);
    return button;
  }

  say(words) {
    this.says.textContent = words;
  }

  /* Stands at the height of the mark where there is room beside the text. */
  stand(mark) {
    this.floating.style.marginTop = "";
    if (!mark || !window.matchMedia("(min-width: 60em)").matches) return;
    const own = this.floating.getBoundingClientRect();
    const room = window.innerHeight - own.height - 16;
    const wanted = Math.min(mark.getBoundingClientRect().top - 24, room);
    this.floating.style.marginTop = `${Math.max(wanted - own.top, 0)}px`;
  }
}

/* The lanes and the other things that the form offers, as they are when it opens. */

export class Offers {
  constructor(form, words, { lanes, things }) {
    Object.assign(this, { words, lanes, things, related: form.elements.related });
    this.choices = form.querySelector("[data-lane-choices]");
  }

  draw({ id, lane, related }) {
    this.label ??= this.choices.querySelector("label").cloneNode(true);
    for (const old of this.choices.querySelectorAll("label")) old.remove();
    const lanes = this.lanes().filter((one) => !one.hidden || one.id === lane);
    this.choices.append(...lanes.map((one) => this.choice(one)));
    const others = this.things().filter((one) => one.id !== id && one.shape !== "cloth" && !one.world);
    const options = others.map((one) => new Option(`${this.words.name(one)}, ${this.words.time(one)}`, one.id));
    if (related && !others.some((one) => one.id === related)) options.push(new Option(this.words.somethingElse, related));
    this.related.replaceChildren(new Option("", ""), ...options);
  }

  choice({ id, colour, title }) {
    const choice = this.label.cloneNode(true);
    choice.className = `choice lane-${colour}`;
    choice.querySelector("input").value = id;
    choice.querySelector(".lane-name").textContent = title;
    return choice;
  }

  /* The names of other things that have gone go. */
  follow(away) {
    for (const option of [...this.related.options].filter((one) => one.value && away(one.value))) {
      if (option.selected) option.text = this.words.somethingElse;
      else option.remove();
    }
  }

  forget() {
    this.related.replaceChildren(new Option("", ""));
  }
}

/* A calm shelf beside the lanes for what has no time yet. */

import { keep, make } from "./svg.js";

export class Shelf {
  constructor(pane, shapes, words) {
    this.shapes = shapes;
    this.nodes = new Map();
    this.box = document.createElement("div");
    this.box.className = "picture-shelf";
    this.box.setAttribute("aria-hidden", "true"); // the list holds the same
    const name = document.createElement("p");
    name.textContent = words.wordsShelf ?? "";
    this.rows = document.createElement("div");
    this.box.append(name, this.rows);
    pane.append(this.box);
  }

  draw(items, near) {
    this.box.hidden = items.length === 0;
    keep(this.nodes, items, (item, node) => this.card(item, node ?? this.made(item), near));
  }

  made({ key }) {
    const card = document.createElement("div");
    card.dataset.id = key;
    card.append(make("svg", { class: "line", focusable: "false" }), document.createElement("span"));
    this.rows.append(card);
    return card;
  }

  card({ thing, band: { lane }, words }, card, near) {
    const [drawing, said] = card.children;
    const shape = thing.symbol || (thing.shape === "figure" ? "figure" : `shape-${lane.colour}`);
    const key = `${thing.shape} ${shape} ${thing.near}`;
    card.className = `picture-card board-thing lane-${lane.colour}`;
    if (card.dataset.drawn !== key) {
      card.dataset.drawn = key;
      drawing.replaceChildren(this.mark(thing, shape));
    }
    if (said.textContent !== words) said.textContent = words;
    said.hidden = !near || !words;
    return card;
  }

  mark({ shape, near }, symbol) {
    const whole = { width: "100%", height: "100%" };
    if (shape === "cloth") return make("rect", { class: "cloth", fill: "url(#picture-cloth)", rx: 3, ...whole });
    if (shape === "period" && symbol.startsWith("shape-")) return make("rect", { class: "period", rx: 4, y: "22%", width: "100%", height: "56%" });
    return make("use", { class: `figure figure-${near || "near"}`, href: `${this.shapes}#${symbol}`, ...whole });
  }
}

/* The drawing on the page: ages above, names and lines of the lanes that stay, and one layer of things that moves. */

import { Axis, ticks } from "./axis.js";
import { defs } from "./defs.js";
import { short, SIZE, top } from "./layout.js";
import { parts } from "./mark.js";
import { Marks } from "./marks.js";
import { keep, make, pool, set } from "./svg.js";

export class Scene {
  constructor(pane, shapes, words) {
    const shared = defs();
    this.marks = new Marks(shared.firstChild, shapes);
    this.axis = new Axis(words.wordsToday ?? "");
    this.body = document.createElement("div");
    this.body.className = "picture-body";
    const quiet = { "aria-hidden": "true", focusable: "false" };
    this.lanes = make("svg", { class: "line picture-lanes", ...quiet });
    this.things = make("svg", { class: "line picture-things", preserveAspectRatio: "none", ...quiet });
    this.grid = make("g");
    this.beyond = make("rect", { class: "beyond", y: 0, height: "100%" });
    this.now = make("line", { class: "today", y1: 0, y2: "100%" });
    this.under = make("g"); // light, and the lane over which something is dragged
    this.over = make("g"); // what is being dragged or drawn
    this.layer = make("g");
    this.things.append(this.beyond, this.grid, this.now, this.under, this.layer, this.over);
    this.moves = [this.axis.svg, this.things].map((svg) => moving(svg));
    this.body.append(this.moves[1], this.lanes);
    const head = document.createElement("div");
    head.className = "picture-head";
    head.append(this.moves[0]);
    pane.append(shared, head, this.body);
    Object.assign(this, { nodes: new Map(), heads: new Map(), lines: [], drawn: new Map() });
  }

  /* Things, lanes and sizes as they are now. Only what differs from what stands there is touched. */
  lay({ bands, years, height, size, near, life }, names) {
    this.draw = { years, size, near, marks: this.marks };
    Object.assign(this, { years, size, life, bands });
    this.body.style.height = `${height}px`;
    set(this.lanes, { height });
    set(this.things, { height });
    keep(this.heads, bands.map((band) => ({ key: band.lane.id, band })), ({ band }, head) => this.head(band, head, names));
    keep(this.nodes, bands.flatMap((band) => band.items), (item, node) => this.thing(item, node));
    for (const key of this.drawn.keys()) if (!this.nodes.has(key)) this.drawn.delete(key);
  }

  /* Takes away whatever was said of lanes and things. */
  empty() {
    keep(this.heads, [], () => null);
    keep(this.nodes, [], () => null);
    this.drawn.clear();
  }

  thing(item, node) {
    const { thing, band, span, words } = item;
    const high = thing.shape === "feelings" ? band.stroke : band.row;
    const key = JSON.stringify([thing.shape, thing.symbol, thing.near, thing.cover, thing.points, Object.values(span), words, item.inside, top(item), high, band.lane.colour, this.years, this.size, this.draw.near]);
    const made = node ?? this.layer.appendChild(make("g", { "data-id": item.key }));
    if (this.drawn.get(item.key) !== key) {
      this.drawn.set(item.key, key);
      made.classList.add("board-thing");
      for (let at = 1; at <= 8; at += 1) made.classList.toggle(`lane-${at}`, at === band.lane.colour);
      made.replaceChildren(...parts(item, top(item), high, this.draw));
    }
    return made;
  }

  head(band, head, names) {
    const made = head ?? this.lanes.appendChild(make("g", {}, make("path", { class: "axis" }), make("text", { class: "lane-name" })));
    const [line, name] = made.children;
    set(made, { class: `lane-${band.lane.colour}`, transform: `translate(0 ${band.y})` });
    set(line, { d: `M0 ${band.height - 0.5}H9999` });
    set(name, { x: 12, y: 19 * this.size });
    const letters = Math.floor(this.width / (SIZE.letter * 1.15 * this.size));
    const said = short(names(band.lane), letters);
    if (name.textContent !== said) name.textContent = said;
    return made;
  }

  /* Another scale: things lie in per cent of the layer, so its width is all that changes. */
  settle(view) {
    this.settled = view.year;
    set(this.things, { width: view.years * view.year });
    set(this.lanes, { width: view.width });
    const made = () => this.grid.appendChild(make("line", { class: "axis", y1: 0, y2: "100%" }));
    pool(this.lines, ticks(view, this.size * 32), made, (line, age) => this.line(line, age));
    const now = this.life.age_now ?? null;
    for (const one of [this.now, this.beyond]) set(one, { display: now === null ? "none" : "inline" });
    if (now !== null) {
      this.line(this.now, now);
      set(this.beyond, { x: this.at(now), width: this.at(Math.max(0, view.years - now)) });
    }
    this.axis.draw(view, this.life, this.size * 14);
    this.move(view);
  }

  line(line, age) {
    set(line, { x1: this.at(age), x2: this.at(age) });
    return line;
  }

  at(age) {
    return `${+((age / this.years) * 100).toFixed(3)}%`;
  }

  /* A frame of panning or zooming: one transform of the layer, one of the ages. */
  move(view, scaled = false) {
    if (scaled) this.axis.move(view);
    const stretch = view.year / this.settled;
    this.moves[1].style.transform = `translateX(${view.edge - view.left}px)${stretch === 1 ? "" : ` scaleX(${stretch})`}`;
    this.moves[0].style.transform = `translateX(${-view.left}px)`;
  }
}

/* What moves is a box around the drawing: a transform of the drawing itself would have every thing in it looked at. */
function moving(svg) {
  const box = document.createElement("div");
  box.className = "picture-moves";
  box.append(svg);
  return box;
}

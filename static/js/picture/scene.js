/* The drawing on the page: ages above, names and lines of the lanes that stay, and one layer of things that moves. */

import { Axis } from "./axis.js";
import { defs } from "./defs.js";
import { Grid } from "./grid.js";
import { Heads } from "./heads.js";
import { Marks } from "./marks.js";
import { make, set } from "./svg.js";
import { Things } from "./things.js";

const QUIET = { "aria-hidden": "true", focusable: "false" };

export class Scene {
  constructor(pane, shapes, words) {
    const shared = defs();
    this.marks = new Marks(shared.firstChild, shapes);
    this.axis = new Axis(words.wordsToday ?? "");
    this.lanes = make("svg", { class: "line picture-lanes", ...QUIET });
    this.things = make("svg", { class: "line picture-things", preserveAspectRatio: "none", ...QUIET });
    Object.assign(this, { grid: new Grid(), heads: new Heads(this.lanes), items: new Things() });
    this.nodes = this.items.nodes;
    this.under = make("g"); // light, and the lane over which something is dragged
    this.over = make("g"); // what is being dragged or drawn
    this.things.append(...this.grid.nodes, this.under, this.items.layer, this.over);
    this.moves = [this.axis.svg, this.things].map((svg) => box("picture-moves", svg));
    this.body = box("picture-body", this.moves[1], this.lanes);
    pane.append(shared, box("picture-line", box("picture-head", this.moves[0]), this.body)); // ages stick above their own lanes
  }

  /* Things, lanes and sizes as they are now. Only what differs from what stands there is touched. */
  lay({ bands, years, width, height, size, near, life }, name) {
    this.draw = { years, size, near, marks: this.marks };
    Object.assign(this, { years, width, size, life });
    this.body.style.height = `${height}px`;
    for (const drawing of [this.lanes, this.things]) set(drawing, { height });
    this.heads.lay(bands, this, name);
    this.items.lay(bands.flatMap((band) => band.items), this.draw);
  }

  /* Takes away whatever was said of lanes and things. */
  empty() {
    this.heads.lay([], this);
    this.items.lay([]);
  }

  /* Another scale: things lie in per cent of the layer, so its width is all that changes. */
  settle(view) {
    this.settled = view.year;
    set(this.things, { width: view.years * view.year });
    set(this.lanes, { width: view.width });
    this.grid.draw(view, this);
    this.axis.draw(view, this.life, this.size * 14);
    this.move(view);
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

/* What moves is a box around a drawing: a transform of the drawing itself would have every thing in it looked at. */
function box(name, ...inside) {
  const made = document.createElement("div");
  made.className = name;
  made.append(...inside);
  return made;
}

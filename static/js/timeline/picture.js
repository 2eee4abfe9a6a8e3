/* The picture: lanes from birth onwards, shapes far, shapes with words near. Positions are attributes; colours come from
   the stylesheet. Keyboard and screen reader use the list, which holds the same things. */

import { first, last, timed } from "./store.js";

const SVG = "http://www.w3.org/2000/svg";
const EDGE = 16; // left and right of the life, px
const AXIS = 30;
const NAME = 26;
const GAP = 10;
const ROW = { least: 24, most: 48 };
const NEAR_YEAR = 30; // px of one year, near
const LETTER = 8.8; // px of one letter of 16 px, on average
const MOST_LETTERS = 24;
const MOMENT = 22;
const TICKS = [5, 10, 20, 30, 40]; // years between two ages on the axis
const TICK = 32; // px that an age of three digits needs

function element(name, attributes, words) {
  const made = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  if (words !== undefined) made.textContent = words;
  return made;
}

export class Picture {
  constructor(frame, shapes, names, { look, add }) {
    this.frame = frame;
    this.shapes = shapes;
    this.names = names;
    this.drawn = { things: [], lanes: [], near: false };
    frame.addEventListener("click", (event) => {
      const id = event.target.closest("[data-id]")?.dataset.id;
      const place = id ? null : this.placeOf(event);
      if (id) look(id);
      else if (place) add(place);
    });
    frame.addEventListener("scroll", () => this.carryNames(), { passive: true });
  }

  draw(things, lanes, near) {
    this.drawn = { things, lanes, near };
    this.redraw();
  }

  redraw() {
    const { lanes, near } = this.drawn;
    const things = this.drawn.things.filter(timed);
    this.frame.tabIndex = near ? 0 : -1; // near, it scrolls sideways
    const width = this.frame.clientWidth;
    if (!width || !lanes.length) return;
    const years = Math.max(30, Math.ceil((Math.max(0, ...things.map(last)) + 1) / 10) * 10);
    const fitting = (width - 2 * EDGE) / years;
    const year = near ? Math.max(NEAR_YEAR, fitting) : fitting;
    const whole = { width: years * year + 2 * EDGE, near, year, years };
    const stacked = lanes.map((lane) => ({ lane, rows: stack(things.filter((one) => one.lane === lane.id), whole) }));
    whole.row = this.rowHeight(stacked, near);
    const height = AXIS + stacked.reduce((sum, { rows }) => sum + NAME + rows.length * whole.row + GAP, 0);
    const svg = element("svg", { class: "line", width: whole.width, height, "aria-hidden": "true", focusable: "false" });
    svg.append(...axis(whole, height));
    let y = AXIS;
    this.bands = [];
    this.year = year;
    for (const { lane, rows } of stacked) {
      svg.append(this.lane(lane, rows, y, whole));
      this.bands.push({ lane: lane.id, from: y });
      y += NAME + rows.length * whole.row + GAP;
    }
    this.frame.replaceChildren(svg);
    this.carryNames();
  }

  /* Gives the lane and the age, in whole years, that a click on the drawing meant. */
  placeOf({ target, clientX, clientY }) {
    const box = target.closest("svg")?.getBoundingClientRect();
    const band = box && this.bands.findLast(({ from }) => clientY - box.top >= from);
    if (!band) return null;
    const age = Math.round((clientX - box.left - EDGE) / this.year);
    const at = Math.min(120, Math.max(0, age));
    return { lane: band.lane, from: [at, at] };
  }

  /* Far, the whole life fits the screen as long as fingers still meet it. */
  rowHeight(stacked, near) {
    if (near) return ROW.most;
    const bar = document.querySelector(".bottom-bar")?.offsetHeight ?? 0;
    const top = this.frame.getBoundingClientRect().top + window.scrollY;
    const room = window.innerHeight - top - bar - AXIS - stacked.length * (NAME + GAP) - GAP;
    const rows = stacked.reduce((sum, one) => sum + one.rows.length, 0);
    return Math.min(ROW.most, Math.max(ROW.least, room / rows));
  }

  lane(lane, rows, y, whole) {
    const group = element("g", { class: `lane-${lane.colour}` });
    const bottom = y + NAME + rows.length * whole.row + GAP / 2;
    group.append(element("path", { class: "axis", d: `M0 ${bottom}H${whole.width}` }));
    rows.forEach((row, at) => {
      for (const one of row) group.append(this.thing(one, lane, y + NAME + at * whole.row, whole));
    });
    group.append(element("text", { class: "lane-name", x: EDGE, y: y + 19 }, this.names.get(lane.id) ?? ""));
    return group;
  }

  thing({ thing, x, end, at, reach }, lane, y, whole) {
    const group = element("g", { class: "board-thing", "data-id": thing.id });
    const high = whole.row - 6;
    group.append(element("rect", { class: "board-touch", x: x - 4, y, width: reach - x + 8, height: whole.row }));
    if (thing.shape === "moment") {
      const size = Math.min(MOMENT, high);
      const place = { x: x + (end - x - size) / 2, y: y + (whole.row - size) / 2, width: size, height: size };
      group.append(element("use", { class: "moment", href: `${this.shapes}#shape-${lane.colour}`, ...place }));
    } else {
      group.append(element("rect", { class: "period", x, y: y + 3, width: end - x - 2, height: high, rx: 8 }));
    }
    if (whole.near && thing.label) {
      group.append(element("text", { class: "words-of-hers", x: at, y: y + whole.row / 2 + 6 }, short(thing.label)));
    }
    return group;
  }

  carryNames() {
    for (const name of this.frame.querySelectorAll("text.lane-name")) name.setAttribute("x", this.frame.scrollLeft + EDGE);
  }
}

function short(label) {
  const letters = [...label];
  return letters.length > MOST_LETTERS ? `${letters.slice(0, MOST_LETTERS - 1).join("")}…` : label;
}

/* Gives rows in which nothing lies over another thing; at least one row. */
function stack(things, { near, year }) {
  const rows = [[]];
  for (const thing of things) {
    const from = EDGE + first(thing) * year;
    const moment = thing.shape === "moment";
    const x = moment ? from - MOMENT / 2 : from;
    const end = moment ? from + MOMENT / 2 : Math.max(from + 12, EDGE + last(thing) * year);
    const words = near ? short(thing.label).length * LETTER : 0;
    const at = !moment && x + words + 18 <= end ? x + 10 : end + 6; // in the shape, or after it
    const reach = words ? Math.max(end, at + words + 12) : end;
    const row = rows.find((one) => !one.length || one.at(-1).reach <= x + 1);
    if (row) row.push({ thing, x, end, at, reach });
    else rows.push([{ thing, x, end, at, reach }]);
  }
  return rows;
}

function axis({ year, years, near }, height) {
  const made = [];
  const step = TICKS.find((one) => one >= (near ? 5 : 10) && one * year >= TICK) ?? TICKS.at(-1);
  for (let age = 0; age <= years; age += step) {
    const x = EDGE + age * year;
    made.push(element("path", { class: "axis", d: `M${x} ${AXIS - 6}V${height}` }));
    made.push(element("text", { class: "axis", x, y: AXIS - 12, "text-anchor": "middle" }, String(age)));
  }
  return made;
}

/* Runs in the page of either side: the same life, first drawn, then panned and zoomed, one step a frame. */

const YEARS = 45;
const LANES = ["strengths", "places", "people", "children", "care", "hopes"];
const BORN = 1980;

window.bench = { ready, run, first };

function frame() {
  return new Promise((done) => requestAnimationFrame(done));
}

/* A life by a seed: 40 % periods, the rest moments, over six lanes. */
function life(things) {
  let seed = 7;
  const next = () => (seed = (seed * 1103515245 + 12345) % 2147483648) / 2147483648;
  return Array.from({ length: things }, (_, at) => {
    const from = Math.round(next() * (YEARS - 1) * 10) / 10;
    const period = next() < 0.4;
    const to = Math.min(YEARS, Math.round((from + 0.5 + next() * 6) * 10) / 10);
    return { at, lane: LANES[at % LANES.length], from, to: period ? to : null, words: `thing ${at}` };
  }).sort((one, other) => one.from - other.from);
}

function ours(things, near) {
  const lanes = LANES.map((id, at) => ({ id, name: id, topic: id, colour: at + 1, position: at, hidden: false }));
  const told = life(things).map(({ at, lane, from, to, words }) => ({
    id: `t${at}`, lane, shape: to ? "period" : "moment", cover: "none", label: words, sequence: 1,
    from: [from, from], ...(to ? { to: [to, to] } : {}),
  }));
  return () => window.picture.draw(told, lanes, near, { born: BORN, age_now: YEARS });
}

function date(age) {
  return new Date(Date.UTC(BORN, 0, 1) + age * 365.25 * 86400000);
}

function theirs(things) {
  const items = life(things).map(({ at, lane, from, to, words }) => ({
    id: at, group: lane, content: words, start: date(from), ...(to ? { end: date(to), type: "range" } : { type: "point" }),
  }));
  const options = { stack: true, start: date(0), end: date(YEARS), height: 700, verticalScroll: true };
  return () => {
    const { DataSet, Timeline } = window.vis;
    const groups = LANES.map((id) => ({ id, content: id }));
    window.timeline = new Timeline(document.getElementById("vis"), new DataSet(items), new DataSet(groups), options);
  };
}

/* The first task after a frame: what the frame shows is painted. */
function painted() {
  return new Promise((done) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = done;
    requestAnimationFrame(() => port2.postMessage(0));
  });
}

/* Gives the ms from the call until the frame with the picture is painted; without a picture, that of the frame alone. */
async function first(side, things) {
  const draw = { vis: () => theirs(things), idle: () => () => {} }[side]?.() ?? ours(things, side === "ours");
  await frame();
  await frame();
  performance.mark("bench-begin");
  const began = performance.now();
  draw();
  if (side === "vis") await drawn();
  await painted();
  performance.mark("bench-end");
  return performance.now() - began;
}

/* It draws its items a moment after it was made. */
async function drawn() {
  while (!document.querySelector("#vis .vis-item")) await frame();
}

function look(side, from, to) {
  if (side === "vis") window.timeline.setWindow(date(from), date(to), { animation: false });
  else if (window.picture) {
    const { view } = window.picture;
    const year = (view.width - 2 * view.edge) / (to - from);
    window.picture.zoom(year / view.year, 0);
    window.picture.pan((from * year) - view.left);
  }
}

/* Panning: fifteen years, there and back. Zooming: from all of it to a tenth, in the middle, and back. */
function place(how, part) {
  const there = part < 0.5 ? part * 2 : 2 - part * 2;
  if (how === "pan") return [there * (YEARS - 15), there * (YEARS - 15) + 15];
  const half = (YEARS / 2) * 0.1 ** there;
  return [YEARS / 2 - half, YEARS / 2 + half];
}

async function ready(side, how) {
  look(side, ...place(how, 0));
  for (let at = 0; at < 20; at += 1) await frame();
}

/* Gives the ms between frames. */
async function run(side, how, frames) {
  const between = [];
  performance.mark("bench-begin");
  let before = await frame();
  for (let at = 1; at <= frames; at += 1) {
    look(side, ...place(how, at / frames));
    const now = await frame();
    between.push(now - before);
    before = now;
  }
  performance.mark("bench-end");
  return between;
}

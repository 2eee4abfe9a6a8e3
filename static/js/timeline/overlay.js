/* What this screen said, laid over what is known, as the server will lay it. */

import { placed } from "./times.js";

const COLOURS = 8;

/* Gives the lanes after one operation. */
export function lanesOver(lanes, { target, name = "", hidden = false, position }) {
  const known = lanes.find((one) => one.id === target);
  const lane = { id: target, topic: "", colour: (lanes.length % COLOURS) + 1, ...known, name, hidden };
  const others = lanes.filter((one) => one.id !== target);
  const at = Math.min(position, others.length) || 0;
  return [...others.slice(0, at), lane, ...others.slice(at)];
}

export function lifeOver({ born, age_now: age }) {
  return { ...(born && { born }), ...(age !== undefined && age !== "" && { age_now: Number(age) }) };
}

/* Gives the lanes as this screen shows them, each with its title. */
export function lanesShown({ lanes, waiting }, topics) {
  let shown = lanes;
  for (const operation of waiting.values()) if (operation.kind === "lane") shown = lanesOver(shown, operation);
  return shown.map((lane) => ({ ...lane, title: lane.name || topics[lane.topic] || "" }));
}

export function lifeShown({ life = {}, waiting }) {
  const said = [...waiting.values()].findLast((one) => one.kind === "life");
  return said ? lifeOver(said) : life;
}

/* Lays an operation over things by id. `hers`: whose screen it is; `gone`: what it hears of no longer. */
export function thingsOver(things, operation, sequence, { hers, gone }) {
  const { kind, target, cover } = operation;
  const known = things.get(target);
  if (kind === "drop") things.delete(target);
  else if (kind === "put" && (hers || (known?.shape !== "cloth" && !gone.has(target)))) things.set(target, { cover: known?.cover ?? "none", ...placed(operation, sequence) });
  else if (kind === "cover" && known) {
    // what lay under a cloth comes with the next state, which must count as newer
    const left = covered({ ...known, sequence: known.shape === "cloth" ? known.sequence : sequence }, cover, hers);
    if (left) things.set(target, left);
    else things.delete(target);
  }
  else if (kind === "share" && known) things.set(target, { ...known, cover: "none", sequence });
}

/* Gives a thing under a cover as a seat will hear it: the words leave this screen before the server has answered. */
function covered(thing, cover, hers) {
  if (cover === "out" && !hers) return null;
  if (cover === "none" || cover === "out" || (cover === "mine" && hers)) return { ...thing, cover };
  const { id, lane, from, to, points, sequence } = thing;
  const place = points?.length ? { from: [points[0][0], points[0][0]], to: [points.at(-1)[0], points.at(-1)[0]] } : { ...(from && { from }), ...(to && { to }) };
  return { id, lane, sequence, cover, shape: "cloth", label: "", ...place };
}

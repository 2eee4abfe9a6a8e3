/* What this screen said of lanes and years, laid over what is known, as the server will lay it. */

const COLOURS = 8;

/* Gives the lanes after one operation. */
export function lanesOver(lanes, { target, name = "", hidden = false, position }) {
  const known = lanes.find((one) => one.id === target);
  const lane = { id: target, topic: "", colour: (lanes.length % COLOURS) + 1, ...known, name, hidden };
  const others = lanes.filter((one) => one.id !== target);
  return others.toSpliced(Math.min(position, others.length), 0, lane);
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

/* Gives a thing under a cover as a seat will hear it: the words leave this screen before the server has answered. */
export function covered(thing, cover, hers) {
  if (cover === "out" && !hers) return null;
  if (cover === "none" || cover === "out" || (cover === "mine" && hers)) return { ...thing, cover };
  const { id, lane, from, to, points, sequence } = thing;
  const place = points?.length ? { from: [points[0][0], points[0][0]], to: [points.at(-1)[0], points.at(-1)[0]] } : { ...(from && { from }), ...(to && { to }) };
  return { id, lane, sequence, cover, shape: "cloth", label: "", ...place };
}

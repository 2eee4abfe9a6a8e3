/* What many things share, made once: ends that fade, the cloth, the light. */

import { make } from "./svg.js";

const COLOURS = ["1", "2", "3", "4", "5", "6", "7", "8", "cloth"];

export function defs() {
  const shared = make("defs", {}, cloth(), light());
  for (const colour of COLOURS) shared.append(fading("in", colour, 0, 1), fading("out", colour, 1, 0));
  return make("svg", { class: "picture-defs", width: 0, height: 0, "aria-hidden": "true", focusable: "false" }, shared);
}

function fading(name, colour, ...solid) {
  const stops = solid.map((opacity, offset) => make("stop", { offset, "stop-opacity": opacity }));
  return make("linearGradient", { id: `picture-${name}-${colour}`, class: `fade lane-${colour}` }, ...stops);
}

/* Plain weave: one thread over, one thread under. */
function cloth() {
  const thread = (x, y, width, height, name) => make("rect", { class: name, x, y, width, height });
  return make(
    "pattern", { id: "picture-cloth", class: "cloth-threads", width: 8, height: 8, patternUnits: "userSpaceOnUse" },
    thread(0, 0, 8, 8, "ground"), thread(0.5, 0, 3, 4, "warp"), thread(4.5, 4, 3, 4, "warp"),
    thread(4, 0.5, 4, 3, "weft"), thread(0, 4.5, 4, 3, "weft"),
  );
}

function light() {
  const stop = (offset, opacity) => make("stop", { offset, "stop-opacity": opacity });
  return make("radialGradient", { id: "picture-light", class: "light-stops" }, stop(0, 0.9), stop(0.55, 0.6), stop(1, 0));
}

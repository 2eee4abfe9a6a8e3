/* What hands do on a picture, and what they leave on it; each is told which picture it is for. */

import { Drag } from "./drag.js";
import { Follow } from "./follow.js";
import { Gestures } from "./gestures.js";
import { Keys } from "./keys.js";
import { Light } from "./light.js";
import { Pen } from "./pen.js";
import { Tools } from "./tools.js";

export function hands(picture) {
  const parts = { lit: Light, drag: Drag, other: Follow, pen: Pen, tools: Tools, gestures: Gestures, keys: Keys };
  return Object.fromEntries(Object.entries(parts).map(([name, Part]) => [name, new Part(picture)]));
}

/* A tap: on a thing, the thing; on an empty place of a lane, something new there. */

import { hit } from "./hit.js";
import { placeOf } from "./places.js";

export function tap(picture, event) {
  const [found, place] = [hit(picture, event), placeOf(picture, event)];
  const age = place && Math.round(place.age);
  if (found) picture.does.look?.(found.item.key);
  else if (place) picture.does.add?.({ lane: place.band.lane.id, from: [age, age] });
}

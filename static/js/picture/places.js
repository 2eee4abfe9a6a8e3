/* What lies where: the thing with an id as it was laid out, and the place under a point of the screen. */

const OLDEST = 120;

export function itemOf({ layout }, id) {
  for (const { items } of layout?.bands ?? []) {
    const found = items.find((one) => one.key === id);
    if (found) return found;
  }
  return layout?.shelf.find((one) => one.key === id);
}

/* Gives the lane and the age, not rounded, under a point of the screen; null above and below the lanes. */
export function placeOf({ scene, layout, view }, { clientX, clientY }) {
  const box = scene.body.getBoundingClientRect();
  const [x, y] = [clientX - box.left, clientY - box.top];
  const band = y < box.height && y >= 0 ? layout?.bands.findLast((one) => y >= one.y) : null;
  return band ? { band, x, y, age: Math.min(OLDEST, Math.max(0, view.age(x))) } : null;
}

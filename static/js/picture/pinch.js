/* Two fingers: how far they are from each other changes the scale, their middle moves the picture. */

const CLOSE = 24; // px: closer than that two fingers say nothing

export class Pinch {
  constructor(picture) {
    this.picture = picture;
  }

  begin(pointers) {
    this.spread = apart(pointers);
  }

  move(pointers) {
    if (pointers.size < 2) return;
    const now = apart(pointers);
    const { left } = this.picture.pane.getBoundingClientRect();
    this.picture.zoom(now.far / this.spread.far, now.x - left, this.spread.x - left);
    this.spread = now;
  }
}

/* Gives how far two fingers are from each other, and the middle of them, in px of the page. */
function apart(pointers) {
  const [one, other] = [...pointers.values()];
  return { far: Math.max(CLOSE, Math.hypot(one.clientX - other.clientX, one.clientY - other.clientY)), x: (one.clientX + other.clientX) / 2 };
}

/* The buttons of the picture: larger, smaller, and drawing the feelings line. */

const STEP = 1.5;

export class Tools {
  constructor(picture) {
    this.picture = picture;
    const part = (name) => picture.frame.querySelector(`[data-${name}]`);
    Object.assign(this, { larger: part("larger"), smaller: part("smaller"), pen: part("draw") });
    this.larger?.addEventListener("click", () => this.zoom(STEP));
    this.smaller?.addEventListener("click", () => this.zoom(1 / STEP));
    this.pen?.addEventListener("click", () => this.draw());
  }

  zoom(by) {
    this.picture.zoom(by);
    this.picture.settle();
  }

  draw() {
    const on = this.pen.getAttribute("aria-pressed") !== "true";
    this.pen.setAttribute("aria-pressed", String(on));
    this.picture.pen.turn(on);
  }

  /* What can't go further is said to; without a lane of feelings there is nothing to draw on. */
  show() {
    const { view, pen, does } = this.picture;
    this.larger?.setAttribute("aria-disabled", String(view.year >= view.most));
    this.smaller?.setAttribute("aria-disabled", String(view.year <= view.least));
    if (this.pen) this.pen.hidden = !does.stroke || pen.lanes().length === 0;
    pen.handle.place();
  }
}

/* The buttons of the picture: larger, smaller, and drawing the feelings line. */

const STEP = 1.5;

export class Tools {
  constructor(picture) {
    this.picture = picture;
    const part = (name) => picture.frame.querySelector(`[data-${name}]`);
    Object.assign(this, { larger: part("larger"), smaller: part("smaller"), pen: part("draw") });
    this.larger?.addEventListener("click", () => this.zoom(STEP));
    this.smaller?.addEventListener("click", () => this.zoom(1 / STEP));
    if (!this.pen) return;
    this.begin = this.pen.textContent;
    this.pen.addEventListener("click", ({ detail }) => this.draw(detail === 0));
    this.pen.addEventListener("keydown", (event) => picture.pen.on && event.key.startsWith("Arrow") && picture.pen.handle.key(event));
  }

  zoom(by) {
    this.picture.zoom(by);
    this.picture.settle();
  }

  /* `keys`: it was pressed by a key, and keys go on drawing. */
  draw(keys) {
    const { pen } = this.picture;
    pen.turn(!pen.on);
    this.pen.textContent = pen.on ? this.pen.dataset.done : this.begin;
    if (pen.on && pen.handle.band) this.tell(pen.handle, keys);
  }

  /* What to do is said, and all of the lane comes into sight. */
  tell({ button, said, band }, keys) {
    const { how, howKeys } = this.pen.dataset;
    said.textContent = (keys ? howKeys : how).replace("{lane}", band.lane.name || this.picture.names.get(band.lane.id) || "");
    button.style.scrollMarginBlock = `${band.height}px`;
    button.scrollIntoView({ block: "nearest" });
    if (keys) button.focus({ preventScroll: true });
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

/* A light at the edge of what is in sight, towards a thing that isn't. */

export class Edge {
  constructor(pane) {
    this.pane = pane;
    this.light = document.createElement("div");
    this.light.className = "picture-edge";
    this.light.hidden = true;
    pane.append(this.light);
  }

  off() {
    this.light.hidden = true;
    this.light.classList.remove("light");
  }

  /* `thing` is where it lies on the screen; in sight it needs none. */
  towards(thing) {
    const pane = this.pane.getBoundingClientRect();
    const sight = {
      left: Math.max(0, pane.left), right: Math.min(window.innerWidth, pane.right),
      top: Math.max(0, pane.top), bottom: Math.min(window.innerHeight, pane.bottom),
    };
    const side =
      thing.right < sight.left ? "left" : thing.left > sight.right ? "right"
      : thing.bottom < sight.top ? "top" : thing.top > sight.bottom ? "bottom" : "";
    if (side) this.on(side, sight);
  }

  on(side, sight) {
    const along = side === "left" || side === "right";
    const wide = along ? 48 : sight.right - sight.left;
    const high = along ? sight.bottom - sight.top : 48;
    Object.assign(this.light.style, {
      left: `${side === "right" ? sight.right - wide : sight.left}px`, width: `${wide}px`,
      top: `${side === "bottom" ? sight.bottom - high : sight.top}px`, height: `${high}px`,
    });
    this.light.dataset.side = side;
    this.light.hidden = false;
    void this.light.offsetWidth; // the light begins anew
    this.light.classList.add("light");
  }
}

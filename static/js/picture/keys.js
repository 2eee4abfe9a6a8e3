/* Wheel and keys on the picture: sideways it moves, with control or by plus and minus it changes its scale. */

const PAN = 0.15; // of the window
const SCALE = 1.25;

export class Keys {
  constructor(picture) {
    this.picture = picture;
    picture.pane.addEventListener("wheel", (event) => this.wheel(event), { passive: false });
    picture.pane.addEventListener("keydown", (event) => this.key(event));
  }

  /* Up and down, without a key, the page scrolls as it does everywhere. */
  wheel(event) {
    const sideways = event.shiftKey && !event.deltaX ? event.deltaY : event.deltaX;
    if (event.ctrlKey || event.metaKey) {
      this.picture.zoom(Math.exp(-event.deltaY / 300), event.clientX - this.picture.pane.getBoundingClientRect().left);
    } else if (Math.abs(sideways) > Math.abs(event.shiftKey ? 0 : event.deltaY)) this.picture.pan(sideways);
    else return;
    event.preventDefault();
  }

  key(event) {
    if (event.target !== this.picture.pane || event.ctrlKey || event.altKey || event.metaKey) return;
    const { width, years, year } = this.picture.view;
    const moves = { ArrowLeft: -PAN * width, ArrowRight: PAN * width, Home: -years * year, End: years * year };
    const scales = { "+": SCALE, "=": SCALE, "-": 1 / SCALE };
    if (event.key in moves) this.picture.pan(moves[event.key]);
    else if (event.key in scales) this.picture.zoom(scales[event.key]);
    else return;
    event.preventDefault();
  }
}

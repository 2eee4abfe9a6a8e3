/* What a hand is doing on the picture: pan, hold, drag, draw, pinch; null before it does anything, "nothing" once what it
   held has gone. */

import { Pinch } from "./pinch.js";

const TOOLS = { drag: "drag", draw: "pen" };

export class Modes {
  constructor(picture) {
    Object.assign(this, { picture, mode: null, pinch: new Pinch(picture) });
  }

  /* Gives what drags or draws now. */
  get tool() {
    return this.picture[TOOLS[this.mode]];
  }

  /* Whether the page may not scroll under it. */
  get holds() {
    return Boolean(this.mode) && this.mode !== "pan";
  }

  begin(mode, { found, pointers }) {
    this.letGo();
    if (mode === "pinch") {
      this.tool?.cancel();
      this.pinch.begin(pointers);
    }
    this.mode = mode;
    if (mode !== "hold") return;
    this.picture.does.point?.(found.key);
    this.picture.light(found.key);
  }

  /* Nothing that was held is pointed at any longer. */
  letGo() {
    if (this.mode === "hold") this.picture.does.point?.(null);
  }

  /* Says whether the movement has a meaning already. */
  move(event, before, pointers) {
    if (this.mode === null || this.mode === "hold") return false;
    if (this.mode === "pinch") this.pinch.move(pointers);
    if (this.mode === "pan") this.picture.pan(before.clientX - event.clientX);
    this.tool?.move(event);
    return true;
  }

  /* What the hand had has gone. */
  drop() {
    this.tool?.cancel();
    this.letGo();
    this.mode = "nothing";
  }

  /* A finger was lifted: the last one, or one of two. */
  end(last) {
    const { tool } = this;
    this.letGo();
    if (last) this.mode = null;
    tool?.end();
  }

  cancel() {
    this.tool?.cancel();
    if (this.mode !== "hold") this.mode = null;
  }
}

/* The board as it stands: lists and picture drawn from what is committed and what is still on its way. */

import { lanesShown, lifeShown } from "./overlay.js";

export class Shown {
  constructor(board) {
    Object.assign(this, { board, near: false, laneNames: new Map() });
    this.followed = document.querySelector("[data-follows-board]") !== null; // by closing/follow.js
  }

  lanes() {
    return lanesShown(this.board.store, this.board.words.topics);
  }

  life() {
    return lifeShown(this.board.store);
  }

  things() {
    return this.board.store.shown();
  }

  find(id) {
    return this.things().find((one) => one.id === id);
  }

  title(lane) {
    return this.laneNames.get(lane) ?? "";
  }

  names() {
    return new Map(this.things().map((one) => [one.id, this.board.words.name(one)]));
  }

  draw() {
    const { store, lists, picture, years, undo, part } = this.board;
    const known = store.begun || store.waiting.size > 0;
    const [lanes, hers] = [this.lanes(), this.things()];
    const things = [...hers, ...years.world()];
    this.laneNames.clear();
    for (const lane of lanes) this.laneNames.set(lane.id, lane.title);
    lists.draw(things, lanes, known);
    const visible = lanes.filter((lane) => !lane.hidden);
    picture.draw(things.filter((one) => visible.some((lane) => lane.id === one.lane)), visible, this.near, this.life());
    if (store.begun) years.askOnce(!hers.length);
    for (const name of ["lanes-open", "life-open"]) if (part(name)) part(name).hidden = !store.begun; // what stands there is said whole
    if (part("share-all")) part("share-all").hidden = !hers.some((one) => one.cover === "alone");
    part("undo")?.setAttribute("aria-disabled", String(!undo.steps.length));
    if (store.begun) this.tell(hers);
  }

  /* What a page shows of her things besides the board follows it. */
  tell(things) {
    if (!this.followed) return;
    const hidden = new Set(this.lanes().filter((lane) => lane.hidden).map(({ id }) => id));
    const spoken = things.filter(({ shape }) => shape !== "cloth");
    const said = spoken.map((one) => [one.id, { lane: hidden.has(one.lane) ? "" : this.title(one.lane), name: this.board.words.name(one), words: one.label ?? "", when: one.when ?? "" }]);
    document.dispatchEvent(new CustomEvent("attune:drawn", { detail: new Map(said) }));
  }

  empty() {
    this.tell([]);
    this.laneNames.clear();
    this.board.picture.draw([], [], this.near, {});
  }
}

/* All that asks something on the board: the form, what can be done with a thing, lanes, names, review, years. */

import { Acts } from "./acts.js";
import { Asides } from "./asides.js";
import { Editor } from "./edit.js";
import { Lanes } from "./lanes.js";
import { Lost } from "./lost.js";
import { Names } from "./names.js";
import { Review } from "./review.js";
import { Years } from "./years.js";

export function asking(board) {
  const { element, sheets, words, shown, changes, hand } = board;
  const operate = (...all) => changes.operate(...all);
  const [lanes, life, things, names] = ["lanes", "life", "things", "names"].map((name) => () => shown[name]());
  const [find, title] = [(id) => shown.find(id), (lane) => shown.title(lane)];
  const editor = new Editor(element, sheets, words, { operate, lanes, things, age: (last) => board.picture.age(last) });
  const edit = (one, step) => editor.edit(one, "", step);
  const acts = new Acts(sheets, words, { operate, edit, point: (id) => hand.press(id), find, title, names });
  const laneSheet = new Lanes(sheets, words, { operate, lanes });
  new Asides(element, sheets);
  return {
    editor, acts, laneSheet,
    asked: new Names(sheets, words, { operate, edit, lane: (one) => laneSheet.again(one) }),
    review: new Review(sheets, words, { things, lanes, title, names, acts }),
    years: new Years(element, sheets, { operate, life, lanes, redraw: () => shown.draw() }),
    lost: new Lost(element, words, operate),
  };
}

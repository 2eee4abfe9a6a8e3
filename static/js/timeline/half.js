/* What she had not kept yet when a pause closed her screen: it waits on her device as a letter that is no operation, so
   the server gives it back to her form, and nothing of it comes onto the timeline before she keeps it. */

import { placed } from "./times.js";
import { uuid } from "./uuid.js";

function made({ thing, questions: { fields, steps } }) {
  return { id: uuid(), kind: "half", step: steps.at.dataset.step, changing: steps.changing, put: fields.operation(thing) };
}

/* Gives whether what waits here stays when the link has ended: in a pause, where this device can keep anything. */
export function stays({ rests, waits: { kept } }, editor, open) {
  if (!rests || !kept.on) return false;
  if (open) kept.keep(made(editor));
  return true;
}

/* It goes on where it was left, once nothing else is open. */
export function goOn({ sheets, editor }, { put, step, changing }) {
  sheets.whenFree(() => {
    editor.open(placed(put), put.target, changing);
    editor.present(editor.questions.steps.named(step));
  }, put.target);
}

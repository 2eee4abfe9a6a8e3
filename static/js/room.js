/* The room: acts that lose nothing, what she says without words, prompts now and then, a quiet room.
   data-opens the link, data-opened the dialog with the same words; without this script the link opens a page */

import { Acts } from "./room/acts.js";
import { Again } from "./room/again.js";
import { Edge } from "./room/edge.js";
import { Prompts } from "./room/prompts.js";
import { Quiet } from "./room/quiet.js";
import { Shown } from "./room/shown.js";

const place = document.querySelector("[data-acts]");

for (const link of document.querySelectorAll("[data-opens]")) {
  const dialog = document.querySelector(`[data-opened="${link.dataset.opens}"]`);
  if (!dialog?.showModal) continue;
  link.addEventListener("click", (event) => {
    event.preventDefault();
    dialog.showModal();
  });
  dialog.addEventListener("close", () => link.focus());
}

/* What a form of the room says: its fields, and the button that was pressed. */
function fields(form, button) {
  const { csrfmiddlewaretoken: _token, id: _id, kind: _kind, ...said } = Object.fromEntries(new FormData(form, button));
  return said;
}

if (place) {
  const shown = new Shown(place);
  const acts = new Acts(place, shown);
  const act = (kind, said) => shown.now(acts.act(kind, said));
  const quiet = new Quiet(document.querySelector("[data-quiet]"));
  const edge = new Edge(act, shown);
  const prompts = new Prompts(act, quiet);
  shown.bind(act);
  new Again(acts, shown, edge);
  document.addEventListener(
    "submit",
    (event) => {
      const kind = event.target.dataset?.act;
      if (!kind) return;
      event.preventDefault();
      const said = fields(event.target, event.submitter);
      if (kind !== "help") event.target.closest("dialog")?.close();
      if (kind === "moment") prompts.done(said.what);
      if (kind === "pause" || kind === "go on") edge.paused();
      act(kind, said);
    },
    { capture: true },
  );
}

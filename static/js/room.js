/* The room: acts that lose nothing, what she says without words, prompts now and then, a quiet room.
   data-opens the link, data-opened the dialog with the same words; without this script the link opens a page */

import { able } from "./able.js";
import { Acts } from "./room/acts.js";
import { Again } from "./room/again.js";
import { Edge } from "./room/edge.js";
import { inviting } from "./room/inviting.js";
import { keys } from "./room/keys.js";
import { leaving } from "./room/leaving.js";
import { Prompts } from "./room/prompts.js";
import { Quiet } from "./room/quiet.js";
import { Shown } from "./room/shown.js";

const PATIENCE = 10000;
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

inviting(document.querySelector("#invite"));
keys(document.querySelector(".signal"));

/* A double click is one press; two presses of keys, or with something else between them, are two. */
document.addEventListener("click", (event) => event.detail > 1 && event.target.closest("form[data-act] button") && event.preventDefault(), { capture: true });

/* Stopping leads to the end as soon as it is kept; when that takes long, nobody is moved off their page. */
function leadsOn(leads, id) {
  const until = Date.now() + PATIENCE;
  document.addEventListener("attune:kept", ({ detail }) => detail === id && Date.now() < until && window.location.assign(leads));
}

/* What a form of the room says: its fields, and the button that was pressed. */
function fields(form, button) {
  const { csrfmiddlewaretoken: _token, id: _id, kind: _kind, ...said } = Object.fromEntries(new FormData(form, button));
  return said;
}

if (place && able()) {
  const shown = new Shown(place);
  const acts = new Acts(place, shown);
  const act = (kind, said) => shown.now(acts.act(kind, said));
  const quiet = new Quiet(document.querySelector("[data-quiet]"));
  const edge = new Edge(act, shown);
  const prompts = new Prompts(act, quiet);
  shown.bind(act);
  new Again(acts, shown, edge);
  leaving(acts, shown.note);
  document.addEventListener(
    "submit",
    (event) => {
      const { act: kind, onCard, leads } = event.target.dataset ?? {};
      if (!kind) return;
      event.preventDefault();
      const said = fields(event.target, event.submitter);
      if (said.words?.trim() === "") return;
      if (kind !== "help" && onCard !== "breathing") event.target.closest("dialog")?.close();
      if (kind === "moment") prompts.done(said.what);
      if (kind === "pause" || kind === "go on") edge.paused();
      const { id } = act(kind, said);
      if (onCard === "subject") edge.show("not this");
      if (leads) leadsOn(leads, id);
    },
    { capture: true },
  );
}

/* How the room stands, on the page: at once when something is done here, and as the server says it afterwards. */

import { Guide } from "./guide.js";
import { Lasting } from "./lasting.js";
import { Marked } from "./marked.js";
import { Note } from "./note.js";
import { every, part, press, topicOf, topics } from "./places.js";
import { Said } from "./said.js";

export class Shown {
  constructor(place) {
    this.words = place.dataset;
    [this.guide, this.marked, this.note] = [new Guide(), new Marked(this.words), new Note()];
    this.said = new Said(this.words, this.note);
  }

  bind(act) {
    this.guide.bind();
    this.marked.bind(act);
    this.lasting = new Lasting(() => act("pause"), this.words);
  }

  /* What was just done, before the server has it. */
  now(act) {
    const { kind } = act;
    this.said.why = "";
    if (kind === "mark") this.guide.talked(part(`question="${act.question}"`), act.talked);
    if (kind === "aside") this.guide.aside(topicOf(act.theme), act.answer === "yes");
    if (kind === "moment" && act.what === "reminded") for (const one of every("opening-said")) one.hidden = true;
    if (kind === "recording") this.recording(act.answer === "yes", act.answer === "no");
    if (kind === "pause" || kind === "go on") this.paused(kind === "pause");
    if (kind === "note") this.note.sent();
    this.marked.now(act);
    return act;
  }

  /* The server has it. How all stands counts once nothing waits here. */
  done(stands, message, all) {
    const { kind } = message;
    if (kind === "note") this.marked.told(this.note.wordsKept, null);
    if (kind === "wish") {
      for (const one of every("wish-kept")) one.hidden = false;
      for (const one of every("wish-before")) one.hidden = true;
    }
    if (kind === "help") for (const one of every("help-kept")) one.hidden = message.answer !== "yes";
    if (kind === "pause" || kind === "go on") document.dispatchEvent(new CustomEvent("attune:device"));
    if (all) this.stands(stands);
    this.lasting.heard(message, stands, all);
  }

  stands(stands) {
    for (const one of every("question")) this.guide.talked(one, stands.talked[one.dataset.question] ?? "");
    for (const one of topics()) this.guide.aside(one, stands.asides.includes(one.dataset.topic));
    const { permitted, asked } = stands.recording;
    this.recording(permitted, asked && !permitted);
    this.paused(stands.paused);
    document.dispatchEvent(new CustomEvent("attune:stands", { detail: stands }));
  }

  /* It was refused: nothing of it is kept. How all stands says what was before. */
  refused(refused, message, all) {
    this.said.refused(refused, message);
    this.marked.refused(message);
    document.dispatchEvent(new CustomEvent("attune:refused", { detail: message.kind }));
    if (all) this.stands(refused.stands);
    this.lasting.heard(message, refused.stands, all);
  }

  recording(yes, no) {
    for (const button of every("recording")) press(button, button.dataset.recording === "yes" ? yes : no);
  }

  paused(is) {
    const before = document.activeElement?.closest("[data-when]");
    for (const one of every("when")) one.hidden = (one.dataset.when === "paused") !== is;
    if (before?.hidden) part(`when="${is ? "paused" : "running"}"`)?.querySelector("button").focus();
  }
}

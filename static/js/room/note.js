/* The field of a note: free once the note is on its way, and with its words again when they cannot be kept as they are. */

import { part } from "./places.js";

export class Note {
  constructor() {
    this.form = document.querySelector("form[data-act=note]");
    this.form?.addEventListener("input", () => this.full());
  }

  get wordsKept() {
    return this.form?.dataset.wordsKept ?? "";
  }

  /* Whether words stand in it that are kept nowhere. */
  get begun() {
    return Boolean(this.form?.elements.words.value.trim());
  }

  /* What is typed or pasted beyond its end would go without a word. */
  full() {
    const { value, maxLength } = this.form.elements.words;
    part("note-full", this.form).hidden = value.length < maxLength;
  }

  sent() {
    if (!this.form) return;
    this.form.reset();
    part("noticed", this.form).hidden = true;
    this.full();
  }

  /* Gives whether what was found in the words says why; else a sentence has to. */
  again({ words }, found = []) {
    if (!this.form) return false;
    const field = this.form.elements.words;
    part("note").open = true;
    field.value = [words, field.value].filter(Boolean).join("\n"); // what was begun since stays
    const letters = [...words];
    part("noticed", this.form).hidden = !found.length;
    part("noticed-words", this.form).textContent = found.map(([start, end]) => `“${letters.slice(start, end).join("")}”`).join(" ");
    field.focus();
    return found.length > 0;
  }
}

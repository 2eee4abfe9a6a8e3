/* The sentences on the board: what is announced, what is to be read, and whether everything is kept. */

export class Sentences {
  constructor({ part, say, store, shown }) {
    Object.assign(this, { part, say, store, shown });
    this.spoken = null; // the thing whose words were announced
    this.noticed = null; // the thing whose words stand in the notice
    this.before = new Set(); // what was on its way when it was said
    part("notice-close").addEventListener("click", () => this.close());
  }

  /* `id` is the thing whose words are in the sentence. */
  announce(sentence, id = null) {
    this.spoken = id;
    this.part("told").textContent = sentence;
  }

  /* A sentence, and the words of the thing that it is about, which are hidden from far. */
  notice(sentence, { target: id, label } = {}) {
    this.noticed = label ? { id, sentence } : null;
    this.before = new Set(this.store.waiting.keys());
    const quoted = label ? [" ", Object.assign(document.createElement("b"), { textContent: `“${label}”` })] : [];
    this.part("notice-words").replaceChildren(sentence, ...quoted);
    this.part("notice").hidden = !sentence;
    if (sentence) this.part("notice").scrollIntoView({ block: "nearest" }); // also where a pane of the room was scrolled
  }

  close() {
    this.notice("");
    this.part("list-title").focus({ preventScroll: true });
  }

  /* Once a later step of this page is kept, what was to be read has been read. */
  kept({ id, kind }, made) {
    if (made && !this.before.has(id)) this.notice("");
    if (!this.shown.near && kind === "put") this.part("far").textContent = this.say.wordsKeptFar;
  }

  far() {
    this.part("far").textContent = this.shown.near ? "" : this.say.wordsFar;
  }

  /* What is not with the server yet goes when the page is left: on her screen that is said beforehand. */
  mark(waiting, unsent, held) {
    const { wordsWaiting, wordsMemory, wordsLeaving, wordsKept } = this.say;
    const sentence = waiting ? [held ? wordsWaiting : wordsMemory, unsent && wordsLeaving].filter(Boolean).join(" ") : wordsKept;
    const mark = this.part("mark");
    if (mark.textContent !== sentence) mark.textContent = sentence;
    mark.classList.toggle("kept", !waiting);
  }

  /* The words of what was covered or taken away are in no sentence. */
  withdraw(away) {
    if (this.noticed && away(this.noticed.id)) this.notice(this.noticed.sentence);
    if (this.spoken && away(this.spoken)) this.announce("");
  }

  end() {
    Object.assign(this.part("mark"), { textContent: "", hidden: true });
    this.part("notice-close").remove();
    this.notice(this.say.wordsEnded);
  }
}

/* What she says elsewhere: what she takes up again on her own screen, and a no to the sound. The words above ask every two seconds how things stand; what stands folded
   here and is set aside no more unfolds, and a line says what. Nothing is folded by this: that is said by an act. */

const every = (name) => [...document.querySelectorAll(name)];

export class Again {
  constructor(acts, shown, edge) {
    Object.assign(this, { acts, shown, edge, asked: -1 });
    document.addEventListener("htmx:beforeRequest", ({ target }) => {
      if (target.matches?.("[data-set-aside]")) this.asked = acts.waits ? -1 : acts.made; // what waits may come after the answer
    });
    document.addEventListener("htmx:afterSettle", () => this.look());
  }

  /* An answer from before something that was done here says nothing about it. */
  look() {
    const words = document.querySelector("[data-set-aside]");
    if (!words || this.asked !== this.acts.made || this.acts.waits) return;
    this.shown.paused(words.dataset.isPaused === "yes"); // it may have begun on another page of theirs
    this.sound(words.dataset.sound);
    const still = new Set(words.dataset.setAside.split(" "));
    const topics = every(".topic").filter((one) => one.querySelector("[data-topic-open]").hidden && !still.has(one.dataset.topic));
    const questions = every("[data-question][data-talked=set_aside]").filter((one) => !still.has(one.dataset.question) && !still.has(one.closest(".topic").dataset.topic));
    for (const one of topics) this.shown.guide.aside(one, false);
    for (const one of questions) this.shown.guide.talked(one, "");
    const alone = questions.filter((one) => !topics.some((topic) => topic.contains(one)));
    const names = [...topics.map((one) => one.querySelector("h3")), ...alone.map((one) => one.querySelector("[id^=w-]"))];
    if (names.length) this.edge.again(names.map((one) => one.textContent));
    this.asked = -1;
  }

  /* With her code she can say no to the sound in the middle of a talk: then a recorder runs that has to stop. */
  sound(said) {
    const lit = document.querySelector("[data-recording=yes]")?.getAttribute("aria-pressed") === "true";
    if (lit && said !== "yes") this.edge.show("sound");
    this.shown.recording(said === "yes", said === "no");
  }
}

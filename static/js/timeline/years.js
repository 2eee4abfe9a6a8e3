/* The years of her life, about: asked once while the timeline is empty; and what happened in the world in them. */

export class Years {
  constructor(board, sheets, { operate, life, lanes, redraw }) {
    Object.assign(this, { sheets, operate, life, lanes, redraw, timeline: board.dataset.timeline });
    this.years = JSON.parse(document.getElementById("board-world").textContent);
    this.place = board.querySelector("[data-world]");
    this.country = board.querySelector("[data-where]");
    this.aside = board.querySelector("[data-life-ask]");
    this.aside?.querySelector("[data-yes]").addEventListener("click", () => {
      this.open();
      this.answer();
    });
    this.aside?.querySelector("[data-no]").addEventListener("click", () => {
      this.answer();
      board.querySelector("[data-list-title]").focus({ preventScroll: true });
    });
    this.form = sheets.all.life.querySelector("[data-life-form]");
    this.country.addEventListener("change", redraw);
    this.form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.keep();
    });
  }

  open() {
    const { born = "", age_now: age = "" } = this.life();
    this.form.reset();
    this.problem(false);
    this.form.elements.born.value = born;
    this.form.elements.age_now.value = age;
    this.sheets.present("life");
  }

  /* Asked once, on her screen, while nothing is on the timeline; "not now" is an answer. */
  askOnce(empty) {
    if (this.answered || !this.aside) return;
    const { born, age_now: age } = this.life();
    this.aside.hidden = !empty || born !== undefined || age !== undefined;
  }

  answer() {
    this.answered = true;
    this.aside.hidden = true;
  }

  keep() {
    const { born, age_now: age } = this.form.elements;
    const fits = born.checkValidity() && age.checkValidity();
    this.problem(!fits);
    if (!fits) return (born.checkValidity() ? age : born).focus();
    const said = { ...(born.value && { born: Number(born.value) }), ...(age.value && { age_now: age.value }) };
    this.sheets.all.life.close();
    this.operate({ kind: "life", target: this.timeline, ...said });
    return undefined;
  }

  problem(is) {
    this.form.querySelector("[data-problem]").hidden = !is;
  }

  /* What happened in the world, as moments of its lane: only with her year of birth, and only when asked for. */
  world() {
    const { born } = this.life();
    const lane = this.lanes().find((one) => one.topic === "events" && !one.hidden);
    this.place.hidden = !born || !lane;
    const rows = this.place.hidden ? [] : (this.years[this.country.value] ?? []);
    return rows
      .map(([year, label]) => ({ id: `world-${year}`, world: true, lane: lane.id, shape: "moment", cover: "none", label, age: year - born }))
      .filter(({ age }) => age >= 0)
      .map(({ age, ...event }) => ({ ...event, from: [age, age] }));
  }
}

/* The marks of a text and what was chosen for each; offsets in code points. */

const byPlace = (one, other) => one.start - other.start;
const meet = (mark, start, end) => mark.start < end && start < mark.end;

export class Marks {
  constructor(list) {
    this.list = list.sort(byPlace);
    this.changed = false;
  }

  static read(elements) {
    const found = new Map();
    for (const element of elements) {
      const { start, end, label, word, state = "", hand, fixed } = element.dataset;
      const mark = { start: +start, end: +end, label, word, state, covers: [] };
      found.set(start, { ...mark, hand: hand !== undefined, fixed: fixed !== undefined });
    }
    return new Marks([...found.values()]);
  }

  get asked() {
    return this.list.filter((mark) => !mark.fixed);
  }

  get left() {
    return this.list.filter((mark) => !mark.state).length;
  }

  within(start, end) {
    return this.list.filter((mark) => meet(mark, start, end));
  }

  /* A mark by hand takes in whole every mark that it touches. */
  add(start, end, label) {
    const covers = this.within(start, end);
    const low = Math.min(start, ...covers.map((mark) => mark.start));
    const high = Math.max(end, ...covers.map((mark) => mark.end));
    const mark = { start: low, end: high, label, word: "", state: "", hand: true, fixed: false, covers };
    this.list = [...this.list.filter((each) => !covers.includes(each)), mark].sort(byPlace);
    this.changed = true;
    return mark;
  }

  drop(mark) {
    this.list = [...this.list.filter((each) => each !== mark), ...mark.covers].sort(byPlace);
    this.changed = true;
  }

  set(mark, choice) {
    Object.assign(mark, choice);
    this.changed = true;
  }

  step(from, by) {
    const list = this.asked;
    const place = list.indexOf(from);
    if (place < 0) return list[0];
    return list[Math.min(Math.max(place + by, 0), list.length - 1)];
  }

  nextLeft(from) {
    const list = this.asked;
    const place = list.indexOf(from) + 1;
    return [...list.slice(place), ...list.slice(0, place)].find((mark) => !mark.state);
  }

  decisions() {
    return this.asked
      .filter((mark) => mark.state)
      .map(({ start, end, label, word, state }) => ({
        start, end, label, replacement: state === "replaced" ? word : null,
      }));
  }
}

/* A text in code points, the unit of the server; the browser counts in UTF-16. */

export const lengthOf = (words) => [...words].length;

const escaped = (words) => words.replace(/[.*+?^${}()|[\]\\\/-]/g, "\\$&");

export class Text {
  constructor(words) {
    this.words = words;
    this.points = Array.from(words);
  }

  slice(start, end) {
    return this.points.slice(start, end).join("");
  }

  /* Where these words stand as whole words, capitals or not. */
  places(words) {
    const sought = words.trim();
    if (!sought) return [];
    const whole = new RegExp(`(?<![\\p{L}\\p{N}_])${escaped(sought)}(?![\\p{L}\\p{N}_])`, "giu");
    const found = [];
    let [unit, point] = [0, 0];
    for (const match of this.words.matchAll(whole)) {
      point += lengthOf(this.words.slice(unit, match.index));
      unit = match.index;
      found.push([point, point + lengthOf(match[0])]);
    }
    return found;
  }
}

/* Words as the server keeps them, so that places in them are the same on both sides (timelines/rules/operations.py). */

const TURNING = /[\p{Cc}\p{Cs}\u202a-\u202e\u2066-\u2069]/gu;

export function oneLine(words) {
  return words.split(/\s+/u).join(" ").replace(TURNING, "").trim();
}

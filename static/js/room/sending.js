/* One act on its way to the server, as itself or as a sealed letter. */

import { SPOKEN } from "../spoken.js";

const ANSWER_WITHIN = 10000;
const REFUSED = [409, 422];

const LONGEST_WAIT = 15000;
const LONGEST_ASKED = 60000;

/* Gives what the server says once it is settled, done or refused with words; else it has to come again: `later` is after
   how many milliseconds at least. Fails where nobody was reached. */
export async function sent(address, message, gone) {
  const answer = await fetch(address, {
    method: "POST",
    credentials: "same-origin",
    redirect: "manual",
    headers: { ...SPOKEN, "Content-Type": "application/json", "X-CSRFToken": document.querySelector("input[name=csrfmiddlewaretoken]")?.value ?? "" },
    body: JSON.stringify(message),
    signal: AbortSignal.timeout(ANSWER_WITHIN),
  });
  if (answer.status === 404) gone();
  const settles = answer.ok || REFUSED.includes(answer.status);
  if (settles && answer.headers.get("content-type")?.startsWith("application/json")) return answer.json();
  return { later: Math.min(1000 * Number(answer.headers.get("Retry-After")) || 0, LONGEST_ASKED) };
}

/* How long to wait after so many tries in vain, by chance more or less, and no shorter than was asked. */
export function pause(tries, asked) {
  return Math.max(asked, Math.min(LONGEST_WAIT, 500 * 2 ** tries) * (0.5 + Math.random()));
}

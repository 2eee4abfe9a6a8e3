/* One act on its way to the server, as itself or as a sealed letter. */

import { SPOKEN } from "../spoken.js";

const ANSWER_WITHIN = 10000;
const REFUSED = [409, 422];

/* Gives what the server says once it is settled, done or refused with words; else null, and it has to come again. */
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
  return settles && answer.headers.get("content-type")?.startsWith("application/json") ? answer.json() : null;
}

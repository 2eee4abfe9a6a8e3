/* Keeps on this device what a page without a network needs: one page on which nothing stands that anybody said, and the
   files of the program. Leaving wins over keeping; in the room what is kept goes with the end of the sitting. */

import { SPOKEN } from "../spoken.js";
import { cacheOf, canKeep, forget, forgetPage } from "./kept.js";

const WORKER = "/j/worker.js";
const place = document.querySelector("[data-shell]");

const policy = window.trustedTypes?.createPolicy("attune-worker", {
  createScriptURL(address) {
    if (address !== WORKER) throw new TypeError("not our worker");
    return address;
  },
});

/* Gives every file that this page has loaded so far. */
function loaded() {
  return new Promise((resolve) => {
    new PerformanceObserver((list, observer) => {
      observer.disconnect();
      resolve(list.getEntriesByType("resource").map(({ name }) => new URL(name)));
    }).observe({ type: "resource", buffered: true });
  });
}

/* The page is kept with when, by this device's clock, and how far the server's is ahead of it; in milliseconds. */
async function keepPage(kept, address) {
  const answer = await fetch(address, { headers: SPOKEN, credentials: "same-origin", redirect: "error", cache: "no-store" });
  if (!answer.ok) return;
  const headers = new Headers(answer.headers);
  headers.set("Attune-Kept", String(Date.now()));
  headers.set("Attune-Ahead", String(Date.parse(answer.headers.get("Date")) - Date.now() || 0));
  await kept.put(address, new Response(await answer.blob(), { headers }));
}

async function keep({ shell, shellScope: scope, shellFiles = "" }) {
  await navigator.serviceWorker.register(policy ? policy.createScriptURL(WORKER) : WORKER, { scope });
  const ours = (await loaded()).filter(({ origin, pathname }) => origin === window.location.origin && pathname.startsWith("/static/"));
  const kept = await caches.open(cacheOf(scope));
  await kept.addAll([...new Set([...shellFiles.split(" ").filter(Boolean), ...ours.map(({ pathname, search }) => pathname + search)])]);
  await keepPage(kept, shell);
}

if (place && canKeep()) {
  const { shell, shellScope: scope, shellEnded: ended } = place.dataset;
  let begun = Promise.resolve();
  if (ended !== undefined) begun = forgetPage(scope, shell);
  else if (navigator.onLine) {
    window.addEventListener("load", () => {
      begun = keep(place.dataset).catch(() => undefined); // without it a page without a network simply does not open
    });
  }
  const gone = () => [forget(scope), begun.then(() => forget(scope))];
  document.addEventListener("attune:leave", (event) => event.detail?.until?.push(...gone()));
  document.addEventListener("attune:forget", () => Promise.allSettled(gone())); // the link has ended
}

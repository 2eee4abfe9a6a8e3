/* Keeps on her device what a page without a network needs: one page on which nothing stands that anybody said, and the
   files of the program. Leaving wins over keeping. */

const SHELL = "attune-shell";
const SCOPE = "/j/";
const WORKER = "/j/worker.js";

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

async function keep() {
  await navigator.serviceWorker.register(policy ? policy.createScriptURL(WORKER) : WORKER, { scope: SCOPE });
  const ours = (await loaded()).filter(({ origin, pathname }) => origin === window.location.origin && pathname.startsWith("/static/"));
  const kept = await caches.open(SHELL);
  await kept.addAll([...new Set([document.querySelector("[data-shell]").dataset.shell, ...ours.map(({ pathname, search }) => pathname + search)])]);
}

async function forget() {
  const workers = (await navigator.serviceWorker?.getRegistrations()) ?? [];
  await Promise.all([window.caches?.delete(SHELL), ...workers.map((one) => one.unregister())]);
}

if (navigator.serviceWorker && window.caches && document.querySelector("[data-shell]")) {
  let begun = Promise.resolve();
  if (navigator.onLine) {
    window.addEventListener("load", () => {
      begun = keep().catch(() => undefined); // without it a page without a network simply does not open
    });
  }
  document.addEventListener("attune:leave", (event) => event.detail?.until?.push(forget(), begun.then(forget)));
  document.addEventListener("attune:forget", () => Promise.allSettled([forget(), begun.then(forget)])); // the link has ended
}

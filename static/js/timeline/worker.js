/* Opens her page when there is no network: the kept one, on which nothing stands, and the kept files of the program.
   It keeps nothing by itself, and everything that the network answers passes by it untouched. */

const SHELL = "attune-shell";
const PAGE = "/j/timeline/";
const KEPT = "/j/timeline/shell/";

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

async function orKept(request, address) {
  try {
    return await fetch(request);
  } catch (fault) {
    const kept = await (await caches.open(SHELL)).match(address);
    if (kept) return kept;
    throw fault;
  }
}

self.addEventListener("fetch", (event) => {
  const { method, url, mode } = event.request;
  const { origin, pathname, search } = new URL(url);
  if (method !== "GET" || origin !== self.location.origin) return;
  if (mode === "navigate" && pathname === PAGE) event.respondWith(orKept(event.request, KEPT));
  else if (pathname.startsWith("/static/")) event.respondWith(orKept(event.request, pathname + search));
});

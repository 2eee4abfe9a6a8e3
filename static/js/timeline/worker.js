/* Opens her page, or the room, when there is no network or no server: a kept page on which nothing stands that anybody
   said, and the kept files of the program. It keeps nothing by itself; what the network answers passes by untouched. */

const AWAY = [502, 503, 504]; // a server before ours that finds ours gone
const PATIENCE = 8000;
const OLD = 24 * 60 * 60 * 1000;

/* Gives where the kept page of an address is, and in which cache. */
function kept(pathname) {
  if (pathname === "/j/timeline/") return ["attune-shell", "/j/timeline/shell/"];
  const [, room] = pathname.match(/^(\/room\/[0-9a-f-]{36}\/)/) ?? [];
  return room ? ["attune-room", `${room}shell/`] : null;
}

/* A page that was kept for longer than a day is of no sitting any more. */
async function page([name, address]) {
  if (!(await caches.has(name))) return undefined;
  const cache = await caches.open(name);
  const found = await cache.match(address);
  if (!found || Date.now() - Number(found.headers.get("Attune-Kept")) < OLD) return found;
  await cache.delete(address);
  return undefined;
}

/* What the network gives, unless that is nothing, or nothing yet, and something is kept. */
async function orKept(request, find) {
  const asked = fetch(request);
  const late = new Promise((resolve) => setTimeout(resolve, PATIENCE, null));
  const said = await Promise.race([asked.catch(() => null), late]);
  if (said && !AWAY.includes(said.status)) return said;
  return (await find()) ?? asked;
}

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));
self.addEventListener("fetch", (event) => {
  const { method, url, mode } = event.request;
  const { origin, pathname, search } = new URL(url);
  if (method !== "GET" || origin !== self.location.origin) return;
  const there = mode === "navigate" && kept(pathname);
  if (there) event.respondWith(orKept(event.request, () => page(there)));
  else if (pathname.startsWith("/static/")) event.respondWith(orKept(event.request, () => caches.match(pathname + search)));
});

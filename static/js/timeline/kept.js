/* What this browser keeps for a time without a network, apart for her device and for the room: a cache and a worker each. */

const CACHES = { "/j/": "attune-shell", "/room/": "attune-room" }; // as in worker.js

export function cacheOf(scope) {
  return CACHES[scope];
}

/* Gives whether this browser can keep a page at all. */
export function canKeep() {
  return Boolean(navigator.serviceWorker && window.caches);
}

export async function forget(scope) {
  if (!canKeep()) return;
  const workers = (await navigator.serviceWorker.getRegistrations()).filter((one) => new URL(one.scope).pathname === scope);
  await Promise.all([caches.delete(CACHES[scope]), ...workers.map((one) => one.unregister())]);
}

/* One page goes; with the last one of its kind, everything. */
export async function forgetPage(scope, page) {
  if (!canKeep() || !(await caches.has(CACHES[scope]))) return;
  const kept = await caches.open(CACHES[scope]);
  await kept.delete(page);
  if (!(await kept.keys()).some(({ url }) => new URL(url).pathname.startsWith(scope))) await forget(scope);
}

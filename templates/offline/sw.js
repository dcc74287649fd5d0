// Keeps files of the portal's own and one page that knows nobody. No page of a signed-in person ever comes in here.
import { send } from "{% static 'offline/outbox.js' %}";

const CACHE = "mulin-{{ version }}";
const FILES = {{ files|safe }};
const SHELL = "{% url 'offline:shell' %}";
const KEPT = new Set(FILES.map((path) => new URL(path, location).href));

self.addEventListener("install", (event) => event.waitUntil((async () => {
  const cache = await caches.open(CACHE);
  await cache.addAll(FILES.map((path) => new Request(path, { cache: "no-cache" })));
  await cache.add(new Request(SHELL, { credentials: "omit", cache: "no-cache" })); // as a stranger gets it
  await self.skipWaiting();
})()));

self.addEventListener("activate", (event) => event.waitUntil((async () => {
  for (const name of await caches.keys()) if (name !== CACHE) await caches.delete(name);
  await self.registration.navigationPreload?.enable();
  await self.clients.claim();
})()));

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const address = request.url.split("#")[0]; // an icon is a part of the sprite
  if (request.method !== "GET") return;
  if (request.mode === "navigate") event.respondWith(page(event));
  else if (KEPT.has(address)) event.respondWith(file(address, request));
});

const file = async (address, request) => (await caches.match(address, { cacheName: CACHE })) ?? fetch(request);

async function page(event) {
  try {
    return (await event.preloadResponse) ?? (await fetch(event.request));
  } catch { // no network: the page without one, in the place of any other
    return (await caches.match(SHELL, { cacheName: CACHE })) ?? Response.error();
  }
}

// The browser calls when there is a network again, even if the last tab is gone. A rejected promise makes it call again.
self.addEventListener("sync", (event) => {
  if (event.tag !== "visits") return;
  event.waitUntil(send({ now: true }).then((outcome) => { if (outcome === "later") throw new Error("later"); }));
});

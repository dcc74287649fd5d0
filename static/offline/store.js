// The device's own database. Pages, the offline page and the service worker share it; each part of it is sealed (keys.js)
// before it is put here. Stores: keys (CryptoKeys, none can be exported), people (what may be read for 48 hours),
// drafts (visits that the portal has not got yet), facts (the device's salt, who keeps people here).
const NAME = "mulin-offline";
const STORES = { keys: { keyPath: ["user", "kind"] }, people: { keyPath: "user" }, drafts: { keyPath: "id" }, facts: { keyPath: "name" } };

export const supported = () => Boolean(self.isSecureContext && self.indexedDB && self.crypto?.subtle && self.crypto.randomUUID);

export const ask = (request) => new Promise((yes, no) => {
  request.onsuccess = () => yes(request.result);
  request.onerror = () => no(request.error);
});

let opened;
const open = () => (opened ??= new Promise((yes, no) => {
  const request = indexedDB.open(NAME, 1);
  request.onupgradeneeded = () => {
    for (const [name, options] of Object.entries(STORES)) request.result.createObjectStore(name, options);
  };
  request.onsuccess = () => {
    // Closed by the browser or for a newer version: the next question opens it anew.
    request.result.onclose = request.result.onversionchange = () => { request.result.close(); opened = undefined; };
    yes(request.result);
  };
  request.onerror = () => { opened = undefined; no(request.error); };
}));

// One transaction: `act` gets a function name -> store and may await nothing but its requests. Resolves only when what was
// written is on the disk, so that "saved" on the screen is true even if the browser is killed the moment after.
export async function work(names, mode, act) {
  const transaction = (await open()).transaction(names, mode, { durability: mode === "readwrite" ? "strict" : "default" });
  const done = new Promise((yes, no) => {
    transaction.oncomplete = yes;
    transaction.onabort = transaction.onerror = () => no(transaction.error);
  });
  const [found] = await Promise.all([act((name) => transaction.objectStore(name)), done]);
  return found;
}

export const read = (name, key) => work([name], "readonly", (store) => ask(store(name).get(key)));
export const all = (name) => work([name], "readonly", (store) => ask(store(name).getAll()));
export const put = (name, value) => work([name], "readwrite", (store) => ask(store(name).put(value)));
export const remove = (name, key) => work([name], "readwrite", (store) => ask(store(name).delete(key)));

// Whether anything was ever kept here: a desk that never did gets no database from those who only look.
export const exists = async () => !indexedDB.databases || (await indexedDB.databases()).some((one) => one.name === NAME);

// Two keys a user and device, both AES-GCM and not extractable (docs/decisions/0011-offline-keys.md):
//   people  made here at random; deleted with the people at sign-out or after 48 hours, so that no copy of them opens again
//   drafts  derived from the user's secret, which the portal hands out after sign-in; deleted at sign-out, back at the next
import { all, ask, put, read, work } from "./store.js";

const AES = { name: "AES-GCM", length: 256 };
const bytes = (value) => new TextEncoder().encode(value);
const unpacked = (base64) => Uint8Array.from(atob(base64), (one) => one.charCodeAt(0));

// `place` is authenticated, so that a record copied to another user or draft does not open there.
export async function seal(key, place, value) {
  const iv = crypto.getRandomValues(new Uint8Array(12));
  const data = await crypto.subtle.encrypt({ name: "AES-GCM", iv, additionalData: bytes(place) }, key, bytes(JSON.stringify(value)));
  return { iv, data };
}

export async function unseal(key, place, { iv, data }) {
  const opened = await crypto.subtle.decrypt({ name: "AES-GCM", iv, additionalData: bytes(place) }, key, data);
  return JSON.parse(new TextDecoder().decode(opened));
}

export const keyOf = async (user, kind) => (await read("keys", [user, kind]))?.key;

export async function peopleKey(user) {
  const key = await crypto.subtle.generateKey(AES, false, ["encrypt", "decrypt"]);
  await put("keys", { user, kind: "people", key });
  return key;
}

export async function takeSecret(user, secret) {
  const source = await crypto.subtle.importKey("raw", unpacked(secret), "HKDF", false, ["deriveKey"]);
  const how = { name: "HKDF", hash: "SHA-256", salt: await salt(), info: bytes(`mulin drafts ${user}`) };
  const key = await crypto.subtle.deriveKey(how, source, AES, false, ["encrypt", "decrypt"]);
  await put("keys", { user, kind: "drafts", key });
  return key;
}

// Never deleted: without it the drafts of this device could not be opened again.
const salt = () => work(["facts"], "readwrite", async (store) => {
  const found = await ask(store("facts").get("salt"));
  const value = found?.value ?? crypto.getRandomValues(new Uint8Array(16));
  if (!found) await ask(store("facts").put({ name: "salt", value }));
  return value;
});

// Whose device this is now: at most one user has keys here, for `forget` takes those of everybody else.
export const owner = async () => (await all("keys")).find((one) => one.kind === "drafts")?.user ?? "";

// Keys and people of everybody but `except` go; drafts stay, sealed. Without their key they are noise.
export const forget = (except = "") => work(["keys", "people"], "readwrite", async (store) => {
  for (const name of ["keys", "people"]) {
    for (const one of await ask(store(name).getAll())) {
      if (one.user !== except) await ask(store(name).delete(name === "keys" ? [one.user, one.kind] : one.user));
    }
  }
});

// The doors and residents a phone keeps for work without a network: at most 48 hours, and never past a sign-out.
import { keyOf, peopleKey, seal, unseal } from "./keys.js";
import { all, ask, put, read, work } from "./store.js";

const KEPT = 48 * 3600e3;
const FRESH = 2 * 3600e3;

// A clock set back would stretch the time: a list from the future is too old as well.
const isOld = ({ at }, limit) => Date.now() - at > limit || Date.now() < at - 300e3;

export async function expire() {
  for (const kept of await all("people")) if (isOld(kept, KEPT)) await wipe(kept.user);
}

export const wipe = (user) => work(["keys", "people"], "readwrite", async (store) => {
  await ask(store("people").delete(user));
  await ask(store("keys").delete([user, "people"]));
});

// { at, doors, follow_ups, categories } or null.
export async function people(user) {
  await expire();
  const [kept, key] = [await read("people", user), await keyOf(user, "people")];
  if (!kept || !key) return null;
  return { at: kept.at, ...(await unseal(key, `people ${user}`, kept)) };
}

// By itself on what is carried about; at a desk, which several people may share, only where its user asked for it.
export async function isWanted(user) {
  return matchMedia("(pointer: coarse)").matches || matchMedia("(display-mode: standalone)").matches || Boolean(await read("facts", `keeps ${user}`));
}
export const want = (user) => put("facts", { name: `keeps ${user}`, value: true });

// Ask for the list anew if the kept one is older than two hours, or at once if `now`. Returns whether one is kept.
export async function refresh(user, { now = false } = {}) {
  await expire();
  const [kept, key] = [await read("people", user), await keyOf(user, "people")];
  if (kept && key && !now && !isOld(kept, FRESH)) return true;
  const headers = kept && key ? { "If-None-Match": kept.etag } : {};
  const answer = await fetch("/offline/bundle/", { headers, redirect: "manual", cache: "no-store" });
  if (answer.status === 304) { await put("people", { ...kept, at: Date.now() }); return true; }
  if (answer.status !== 200) return Boolean(kept);
  const bundle = await answer.json();
  if (bundle.user !== user) return false; // somebody else signed in meanwhile, in another tab
  const sealed = await seal(key ?? (await peopleKey(user)), `people ${user}`, bundle);
  await put("people", { user, at: Date.now(), etag: answer.headers.get("ETag"), ...sealed });
  return true;
}

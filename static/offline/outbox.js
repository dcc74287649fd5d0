// Visits on their way. A draft leaves the device only when the portal said that it has it under the draft's own id, so it may be
// sent twice and is filed once. What only a person can settle (refused, its number taken) waits for that person.
import { forget, keyOf, owner, seal, takeSecret, unseal } from "./keys.js";
import { refresh } from "./people.js";
import { all, ask, put, read, remove, work } from "./store.js";

const PATIENCE = 30e3; // a phone in a stairwell may hold a connection open for ever
const said = "BroadcastChannel" in self ? new BroadcastChannel("mulin-outbox") : null;
const listeners = new Set();
let telling; // a round of many drafts tells a few times, not once a draft
const tell = () => (telling ??= setTimeout(() => { telling = undefined; for (const one of listeners) one(); }, 150));
const changed = () => { said?.postMessage(""); tell(); };
if (said) said.onmessage = tell;
export const onChange = (listener) => listeners.add(listener);

const place = (user, id) => `draft ${user} ${id}`;

// `value` is { body, address, refusal? }. `instead` is a refused draft that this one replaces, in the same transaction.
// `hold` (ms) keeps everybody's hands off it while the page itself is sending it.
export async function keep(user, id, value, { instead = "", hold = 0 } = {}) {
  const sealed = await seal(await keyOf(user, "drafts"), place(user, id), value);
  await work(["drafts"], "readwrite", async (store) => {
    await ask(store("drafts").put({ id, user, at: Date.now(), refused: Boolean(value.refusal), tries: 0, next: 0, held: Date.now() + hold, ...sealed }));
    if (instead && instead !== id) await ask(store("drafts").delete(instead));
  });
  navigator.storage?.persist?.().catch(() => {}); // what is not sent yet is the last thing a full phone may throw away
  if (!hold) wake();
  changed();
}

// Background Sync, where the browser has it, sends even when no tab is open any more.
const wake = () => navigator.serviceWorker?.ready?.then((one) => one.sync?.register("visits")).catch(() => {});

export async function release(id) {
  await work(["drafts"], "readwrite", async (store) => {
    const found = await ask(store("drafts").get(id));
    if (found) await ask(store("drafts").put({ ...found, held: 0 }));
  });
  wake();
}

export async function drop(id) { await remove("drafts", id); changed(); }

const mine = async (user) => (await all("drafts")).filter((one) => one.user === user).sort((a, b) => a.at - b.at);

// { waiting, refused, others }: numbers of drafts; `others` belong to people who are not signed in here.
export async function count(user) {
  const found = await all("drafts");
  const own = found.filter((one) => one.user === user);
  return { waiting: own.filter((one) => !one.refused).length, refused: own.filter((one) => one.refused).length, others: found.length - own.length };
}

export async function drafts(user) {
  const key = await keyOf(user, "drafts");
  return key ? Promise.all((await mine(user)).map((one) => opened(key, one))) : [];
}
const opened = async (key, one) => ({ ...one, ...(await unseal(key, place(one.user, one.id), one)) });

// Who is signed in, or null. The CSRF token comes from the same answer: if another user signs in before it is used, it is
// worth nothing, and no draft is ever filed in another name.
export async function session() {
  const answer = await fetch("/offline/session/", { redirect: "manual", cache: "no-store", signal: AbortSignal.timeout(PATIENCE) });
  if (answer.status >= 500) throw new TypeError("the portal is not well");
  if (answer.status !== 200) return null;
  const me = await answer.json();
  if ((await owner()) !== me.user) await forget(me.user);
  if (!(await keyOf(me.user, "drafts"))) await takeSecret(me.user, me.secret);
  return me;
}

// "sent" (nothing waits any more), "later", "signed-out". One tab at a time; `now` does not wait for the next turn of a draft.
export const send = ({ now = false } = {}) => alone(async () => {
  const user = await owner();
  if (!user || !(await count(user)).waiting) return "sent";
  try {
    const me = await session();
    const outcome = me ? await deliverAll(me, now) : "signed-out";
    if (outcome === "sent" && (await read("people", me.user))) await refresh(me.user, { now: true }); // whom to see next has changed
    return outcome;
  } catch (error) {
    if (error.name === "TypeError" || error.name === "TimeoutError" || error.name === "AbortError") return "later"; // no network
    throw error;
  }
});

const alone = (act) => (navigator.locks ? navigator.locks.request("mulin-outbox", act) : act()); // without locks the id still files once

async function deliverAll(me, now) {
  const tried = new Set();
  const isDue = (one) => !one.refused && !tried.has(one.id) && one.held <= Date.now() && (now || one.next <= Date.now());
  for (;;) {
    const due = (await mine(me.user)).filter(isDue);
    if (!due.length) return (await count(me.user)).waiting ? "later" : "sent";
    for (const { id } of due) {
      tried.add(id);
      const draft = await read("drafts", id); // as it is by now
      if (!draft || draft.refused) continue;
      if ((await deliver(await opened(await keyOf(me.user, "drafts"), draft), me)) === "signed-out") return "signed-out";
    }
  }
}

async function deliver(draft, me) {
  let answer;
  try {
    answer = await request(draft, me);
  } catch (error) {
    await later(draft);
    throw error;
  }
  const told = await answer.json().catch(() => ({}));
  if (answer.ok && told.id === draft.id) return drop(draft.id); // not just any 200: a hotel's own page answers 200 too
  if (answer.status === 401 || answer.status === 419) return "signed-out";
  if (answer.status === 403 && !draft.again) return afresh(draft, me);
  if (answer.status >= 400 && answer.status < 500 && ![408, 425, 429].includes(answer.status)) return settle(draft, me, answer.status, told);
  return later(draft);
}

// A 403 may only mean that the token grew old, or that somebody else signed in under way.
async function afresh(draft, me) {
  const now = await session();
  return now?.user === me.user ? deliver({ ...draft, again: true }, now) : "signed-out";
}

const request = (draft, me, method = "PUT") => fetch(`/api/v1/visits/${draft.id}/`, {
  method, redirect: "manual", cache: "no-store", signal: AbortSignal.timeout(PATIENCE),
  ...(method === "PUT" && { headers: { "Content-Type": "application/json", "X-CSRFToken": me.csrf }, body: JSON.stringify(draft.body) }),
});

async function later(draft) {
  const { id, user, at, refused, held, iv, data, tries } = draft;
  const wait = Math.min(5e3 * 2 ** tries, 600e3) * (0.5 + Math.random() / 2);
  await put("drafts", { id, user, at, refused, held, iv, data, tries: tries + 1, next: Date.now() + wait });
  changed();
}

// Refused. A number that is taken may be taken by this very visit, filed by the page whose answer got lost: then all is well.
async function settle(draft, me, status, told) {
  let there = null;
  if (status === 409) {
    const answer = await request(draft, me, "GET");
    if (answer.status >= 500) return later(draft);
    there = answer.status === 200 ? await answer.json() : null;
    if (there && isSame(draft.body, there)) return drop(draft.id);
  }
  const refusal = { status, detail: told.detail ?? "", errors: told.errors ?? [], there };
  return keep(me.user, draft.id, { body: draft.body, address: draft.address, refusal });
}

// Whether the portal has the visit already: asked by the page that has just sent it as a form.
export const isThere = async (id) => (await request({ id }, {}, "GET")).status === 200;

const plain = (text) => text.replaceAll("\r\n", "\n").trim();
// Of a sensitive visit the portal answers its needs without their words.
const needs = (list, body) => list.map((one) => `${one.category} ${body.sensitivity ? "" : plain(one.description)}`).sort().join("\n");
const isSame = (body, there) =>
  (body.household ?? body.partner) === (there.household ?? there.partner) && body.method === there.method && body.met === there.met &&
  plain(body.content) === plain(there.content) && (body.sensitivity ?? "") === (there.sensitivity ?? "") &&
  Date.parse(body.visited_at) === Date.parse(there.visited_at) && needs(body.needs, body) === needs(there.needs, body) &&
  [...body.residents].sort().join() === [...there.residents].sort().join();

// Send whenever there is hope: on opening, when the network or the tab comes back, and when the next draft's turn comes.
export function watch(tell) {
  let timer, running = false, asked = false;
  const turn = async (options) => {
    if (running) { asked = true; return; }
    running = true;
    const outcome = navigator.onLine === false ? "later" : await send(options).catch(() => "later");
    running = false;
    tell(outcome);
    if (asked) { asked = false; turn({}); return; }
    clearTimeout(timer);
    if (outcome === "later") timer = setTimeout(turn, await pause(), {});
  };
  addEventListener("online", () => turn({ now: true }));
  addEventListener("offline", () => tell("later"));
  document.addEventListener("visibilitychange", () => { if (!document.hidden) turn({ now: true }); });
  onChange(() => tell(""));
  turn({ now: true });
  return turn;
}

const pause = async () => {
  const next = (await mine(await owner())).filter((one) => !one.refused).map((one) => Math.max(one.next, one.held) - Date.now());
  return Math.max(2e3, Math.min(...next, 60e3));
};

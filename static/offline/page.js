// Every signed-in page of somebody who files visits: takes the device for this user, shows what is not sent yet, sends it,
// lets a form without a network fall into the outbox, and clears up at sign-out.
import { handOver } from "./hand_over.js";
import { forget, keyOf, owner } from "./keys.js";
import { count, session, watch } from "./outbox.js";
import { isWanted, refresh, expire } from "./people.js";
import { supported } from "./store.js";
import { sentence } from "./draw.js";

const user = document.querySelector("meta[name=offline-user]").content;
const bar = document.getElementById("unsent");
const leaving = () => [...document.querySelectorAll("form[action='/logout/']")];

async function show(outcome) {
  const found = await count(user);
  const text = sentence(found, { outcome, online: navigator.onLine });
  bar.hidden = !text;
  bar.querySelector("span").textContent = text;
  const unsent = found.waiting + found.refused;
  for (const form of leaving()) { // asked by app.js, as any other question
    if (unsent) form.dataset.confirm = `这台设备上还有 ${unsent} 条走访没有上传。退出后它们会加密留在这台设备上，您下次在这里登录才能继续上传。确定退出吗？`;
    else delete form.dataset.confirm;
  }
}

// After app.js has asked: first the people and keys go, then the session.
document.addEventListener("submit", async (event) => {
  const form = event.target;
  if (event.defaultPrevented || !leaving().includes(form)) return;
  event.preventDefault();
  await Promise.race([forget().catch(() => {}), new Promise((go) => setTimeout(go, 3e3))]);
  form.submit();
});

// First what needs no network: whose device this is, the bar, the form's safety net. Then the rest.
async function begin() {
  navigator.serviceWorker?.register("/sw.js", { type: "module", updateViaCache: "none" }).catch(() => {});
  await expire();
  if ((await owner()) !== user) await forget(user);
  await show("");
  let turn = async () => {};
  handOver(user, (options) => turn(options));
  if (!(await keyOf(user, "drafts"))) await session();
  turn = watch(show);
  if (await isWanted(user)) await refresh(user);
}

if (supported()) begin().catch(() => {}); // without a network the next page tries again

// The page without a network: doors by building, follow-ups, drafts. Its parts are addressed by the hash, so that "back" works:
//   #/  the list    #/visit/<household>  a form    #/draft/<id>  what was refused    #/edit/<id>  its form
import { copy, day, minute, sentence, told } from "./draw.js";
import { form } from "./form.js";
import { owner } from "./keys.js";
import { count, drafts, session, watch } from "./outbox.js";
import { people, refresh, want } from "./people.js";
import { refused } from "./refused.js";
import { supported } from "./store.js";

const main = document.getElementById("main");
const bar = document.getElementById("unsent");
const at = () => location.pathname === main.dataset.shell;
let outcome = "", turn = () => {}, said = "";

async function showBar(news) {
  if (news) outcome = news;
  const found = await count(await owner());
  const text = sentence(found, { outcome, online: navigator.onLine && at() }); // in another page's place there was no answer
  bar.hidden = !text;
  bar.querySelector("span").textContent = text;
  bar.querySelector("a").hidden = outcome !== "signed-out";
  const section = document.getElementById("drafts");
  if (section) await unsent(section); // the rest of the list stays under the finger that is about to tap it
}

const views = { visit: (id) => form(main, { household: id, done }), edit: (id) => form(main, { draft: id, done }), draft: (id) => refused(main, { id, done }) };

// Back to the list, with a sentence. What was kept is sent at once if there is a network.
function done(text) {
  said = text;
  if (location.hash === "#/") list(); else location.hash = "#/";
  turn({ now: true });
}

async function route() {
  const [, view, id] = location.hash.split("/");
  if (view) said = "";
  await (views[view] ? views[view](id) : list());
  window.scrollTo(0, 0);
  if (view) main.querySelector("h1")?.focus();
}

async function list() {
  const user = await owner();
  const typed = document.getElementById("q")?.value ?? "";
  const found = user ? await people(user) : null;
  const part = copy("list", { said, at: found && `名单是 ${told(found.at)} 存的，最多保留 48 小时` });
  const kept = await unsent(part.getElementById("drafts"));
  part.getElementById("said").hidden = !said;
  const doors = found?.doors ?? [];
  fill(part.getElementById("follow-ups"), (found?.follow_ups ?? []).map((one) => line("follow-up", `#/visit/${one.household}`, { ...one, on: `${day(one.on)} 回访` })));
  const filed = new Set(kept.map((one) => one.body.household));
  const section = part.getElementById("doors");
  const draw = (q) => buildings(section, doors.filter((one) => fits(one, q)), filed);
  draw(typed);
  const box = part.getElementById("q");
  box.value = typed;
  box.addEventListener("input", () => draw(box.value));
  part.getElementById("nobody").hidden = Boolean(user);
  part.getElementById("nothing").hidden = !user || Boolean(found);
  part.getElementById("find").hidden = section.hidden = !found;
  part.getElementById("renew").hidden = !user;
  part.getElementById("others").hidden = !(await count(user)).others;
  part.getElementById("fetch").addEventListener("click", () => fetchList(user));
  const focus = document.activeElement?.id === "q";
  main.replaceChildren(part);
  if (focus) document.getElementById("q").focus();
}

async function unsent(section) {
  const user = await owner();
  const found = user ? await drafts(user) : [];
  fill(section, found.map(draft));
  return found;
}

function fill(section, lines) {
  section.hidden = !lines.length;
  section.querySelector("ul").replaceChildren(...lines);
}

function line(template, href, slots) {
  const part = copy(template, slots);
  part.querySelector("a").setAttribute("href", href);
  return part;
}

function draft(one) {
  const when = told(one.body.visited_at);
  if (one.refused) return line("refused-line", `#/draft/${one.id}`, { address: one.address, when });
  return copy("waiting-line", { address: one.address, when });
}

const fits = (door, q) => {
  const pieces = q.toLowerCase().match(/\d+|[^\W\d_]+|[\u4e00-\u9fff]+/gu) ?? [];
  return pieces.every((piece) => door.address.includes(piece) || door.initials.includes(piece));
};

// As one walks: by building, from the ground up.
function buildings(section, doors, filed) {
  const sorted = [...doors].sort((a, b) => a.building.localeCompare(b.building, "zh", { numeric: true }) || a.order[1] - b.order[1] || String(a.order[2]).localeCompare(String(b.order[2]), "zh", { numeric: true }));
  const parts = [];
  for (const door of sorted) {
    if (parts.at(-1)?.name !== door.building) parts.push({ name: door.building, lines: [] });
    parts.at(-1).lines.push(doorLine(door, filed.has(door.id)));
  }
  section.replaceChildren(...parts.map(({ name, lines }) => {
    const part = copy("building", { name, count: `${lines.length} 户` });
    part.querySelector("ul").append(...lines);
    return part;
  }));
  if (!sorted.length) section.append(copy("none"));
}

function doorLine(door, isFiled) {
  const kinds = [...new Set(door.people.flatMap((one) => one.kinds))];
  const last = isFiled ? "已登记，未上传" : door.last_on ? `上次 ${day(door.last_on)}` : "还没有走访过";
  const part = line("door", `#/visit/${door.id}`, {
    address: door.address, who: [door.people.map((one) => one.name).join("、"), ...kinds, last].filter(Boolean).join(" · "), due: dueText(door.due_on),
  });
  part.querySelector(".due")?.classList.add(late(door.due_on) > 0 ? "over" : "soon");
  return part;
}

const late = (date) => Math.floor((Date.parse(minute(Date.now()).slice(0, 10)) - Date.parse(date)) / 864e5);
const dueText = (date) => date && (late(date) > 0 ? `超期 ${late(date)} 天` : `${day(date)} 到期`);

async function fetchList(user) {
  await want(user);
  const got = await refresh(user, { now: true }).catch(() => false);
  done(got ? "名单已更新。" : "没有取到名单，请联网后再试。");
}

async function begin() {
  if (!supported()) {
    main.replaceChildren(copy("unsupported"));
    return;
  }
  if (navigator.onLine !== false) await session().catch(() => null);
  addEventListener("hashchange", route);
  // Shown in the place of another page: as soon as that page can be had again, this one gets out of its way.
  addEventListener("online", () => { if (!at() && location.hash.split("/").length < 3) location.reload(); });
  await route();
  turn = watch(showBar);
}

begin();

// The form of a visit, with the fields of visits/new.html, filled from what the phone keeps.
import { copy, icon, minute } from "./draw.js";
import { bodyOf } from "./hand_over.js";
import { owner } from "./keys.js";
import { drafts, keep } from "./outbox.js";
import { people } from "./people.js";

// Either a household of the list or a refused draft, which is sent again under a new id: the old one is settled.
export async function form(main, { household = "", draft = "", done }) {
  const user = await owner();
  const kept = user ? await people(user) : null;
  const old = draft ? (await drafts(user)).find((one) => one.id === draft) : null;
  const id = old?.body.household ?? old?.body.partner ?? household;
  const door = kept?.doors.find((one) => one.id === id) ?? (old && { id, address: old.address, people: [], division: "" });
  if (!door) { done("名单里没有这一户了，请联网更新名单。"); return; }
  const part = copy("form", { address: door.address, last: door.last_on ? `上次 ${door.last_on.slice(5)}` : "" });
  const fields = part.querySelector("form");
  const categories = kept?.categories[door.division] ?? Object.values(kept?.categories ?? {})[0] ?? [];
  fields.querySelector("[data-people]").append(...residents(door, old?.body));
  fields.querySelector("[data-chips]").append(...branches(categories, old?.body));
  fields.querySelector("[data-cards]").append(...categories.map((one) => card(one, old?.body)));
  begin(fields, old?.body);
  fields.addEventListener("change", () => follow(fields));
  follow(fields);
  fields.addEventListener("submit", async (event) => {
    event.preventDefault();
    const data = new FormData(fields);
    const wrong = mistakes(data);
    if (wrong.length) { tell(fields, wrong); return; }
    fields.querySelector("[type=submit]").disabled = true;
    try {
      await keep(user, crypto.randomUUID(), { body: { ...bodyOf(data, place(door, old?.body)), ...sealedIn(old?.body) }, address: door.address }, { instead: draft });
      done(`${door.address}：已记在这台设备上，联网后自动上传。`);
    } catch { // the disk is full, or the browser forbids it: nothing was kept, and nobody may believe it was
      fields.querySelector("[type=submit]").disabled = false;
      tell(fields, [["visited_at", "没有存下来：设备空间不够，或浏览器不让保存。请腾出空间后再保存。"]]);
    }
  });
  main.replaceChildren(part);
}

// What only a page of the portal asks for stays with the draft that came from there.
const place = (door, body) => (body?.partner ? { partner: body.partner } : { household: door.id });
const sealedIn = ({ sensitivity, purpose, consent } = {}) => (sensitivity ? { sensitivity, purpose, consent } : {});

function begin(fields, body) {
  fields.elements.visited_at.value = minute(body?.visited_at ?? Date.now());
  fields.elements.method.value = body?.method ?? "door";
  fields.elements.nobody.checked = body ? !body.met : false;
  fields.elements.content.value = body?.content ?? "";
  fields.elements.answer.value = body?.answer ?? "";
  fields.elements.frontline.checked = body?.frontline ?? false;
}

// Residents whose names are gone from the phone are named by their number only, and may still be left out.
function residents(door, body) {
  const known = door.people.map((one) => ({ ...one, label: one.name }));
  const gone = (body?.residents ?? []).filter((id) => !known.some((one) => one.id === id)).map((id, at) => ({ id, label: `居民 ${at + 1}`, kinds: [] }));
  return [...known, ...gone].map((one) => {
    const part = copy("person", { name: one.label, kinds: one.kinds.join("、") });
    Object.assign(part.querySelector("input"), { value: one.id, checked: body?.residents.includes(one.id) ?? false });
    return part;
  });
}

// The tree of tags as on the portal's form: chips of their own first, then each parent with its children.
function branches(categories, body) {
  const below = (one) => categories.filter((other) => other.parent === one.code);
  const chips = (list, top) => list.flatMap((one) => [...copy("chip").children].map((node) => chip(node, one, body, one === top)));
  const parents = categories.filter((one) => below(one).length);
  const loose = copy("loose");
  loose.firstElementChild.append(...chips(categories.filter((one) => !one.parent && !parents.includes(one))));
  return [loose, ...parents.map((one) => {
    const part = copy("branch", { name: one.name });
    part.querySelector("summary").prepend(icon(one.icon), " ");
    part.querySelector(".chips").append(...chips([one, ...below(one)], one));
    part.querySelector("details").open = Boolean(part.querySelector(":checked"));
    return part;
  })];
}

function chip(node, category, body, isTop) {
  const id = `n-${category.code}`;
  if (node.matches("input")) Object.assign(node, { id, value: category.code, checked: asked(body, category) !== undefined });
  else {
    node.htmlFor = id;
    node.append(icon(category.icon), category.name, isTop ? "（其他）" : "");
  }
  return node;
}

const asked = (body, { code }) => body?.needs.find((one) => one.category === code);

function card(category, body) {
  const need = asked(body, category);
  const part = copy("card", { name: category.name, say: `${category.name}的说明`, days: `转成工单：${category.days} 个工作日内办结；不转：居委跟进，7 天内回访` });
  part.querySelector("li").dataset.card = category.code;
  const [open, say] = part.querySelectorAll("input");
  Object.assign(open, { name: `case_${category.code}`, checked: need?.open_case ?? category.opens_case });
  Object.assign(say, { name: `say_${category.code}`, value: need?.description ?? "", id: `say-${category.code}` });
  part.querySelector("label.visually-hidden").htmlFor = say.id;
  return part;
}

// Nobody at home: then nobody was met and nothing was asked for. A chosen need shows its card.
function follow(fields) {
  const nobody = fields.elements.nobody.checked;
  for (const box of fields.querySelectorAll("[name=residents], [name=needs]")) {
    box.disabled = nobody;
    if (nobody) box.checked = false;
  }
  for (const one of fields.querySelectorAll("[data-card]")) {
    one.classList.toggle("on", fields.querySelector(`[name=needs][value="${CSS.escape(one.dataset.card)}"]`).checked);
  }
  fields.querySelector("[data-answer]").hidden = fields.elements.method.value !== "reception";
  fields.querySelector("[data-when]").textContent = fields.elements.visited_at.value.replace("T", " ").slice(5);
}

function mistakes(data) {
  const when = Date.parse(`${data.get("visited_at")}:00+08:00`);
  if (!when) return [["visited_at", "请填写走访的日期和时间。"]];
  return when > Date.now() + 300e3 ? [["visited_at", "走访时间不能晚于现在，请改时间。"]] : [];
}

function tell(fields, wrong) {
  const part = copy("errors");
  part.querySelector("ul").append(...wrong.map(([name, text]) => {
    const item = copy("error", { text });
    item.querySelector("a").href = `#${name}`;
    item.querySelector("a").addEventListener("click", (event) => { event.preventDefault(); fields.elements[name].focus(); });
    return item;
  }));
  const box = part.firstElementChild;
  fields.querySelector(".errors")?.remove();
  fields.prepend(part);
  fields.querySelector("details.when").open = true;
  box.focus();
}

// A visit that the portal refused: why, both versions where there are two, and what may be done about it.
import { confirmed, copy, told } from "./draw.js";
import { owner } from "./keys.js";
import { drafts, drop } from "./outbox.js";
import { people } from "./people.js";

const METHODS = { door: "上门", phone: "电话", reception: "接待", online: "线上" };
const WHY = {
  403: "您的账号现在不能登记这一户的走访。", 404: "这一户不在您的管辖范围内，或已经不在了。", 409: "网上已有一次同一编号的走访，内容和您登记的不一样。",
};

export async function refused(main, { id, done }) {
  const user = await owner();
  const draft = user && (await drafts(user)).find((one) => one.id === id && one.refused);
  if (!draft) { done("这一条已经处理了。"); return; }
  const names = await naming(user);
  const { refusal, body } = draft;
  const part = copy("refused", { address: draft.address, why: (refusal.there && WHY[409]) || refusal.detail || WHY[refusal.status] || "没有保存，请改一改再发。" });
  const there = refusal.there && shown(refusal.there, names);
  part.querySelector("[data-there]").hidden = !there;
  part.querySelector("tbody").append(...Object.entries(shown(body, names)).map(([label, mine]) => row(label, mine, there?.[label])));
  part.querySelector("[data-edit]").setAttribute("href", `#/edit/${id}`);
  part.querySelector("[data-edit]").append(there ? "作为另一次走访再发" : "改一改再发");
  part.querySelector("[data-drop]").addEventListener("click", async () => {
    if (!(await confirmed("这一条走访没有上传，不要了就找不回来。确定不要了吗？"))) return;
    await drop(id);
    done("这一条已经去掉。");
  });
  main.replaceChildren(part);
}

async function naming(user) {
  const kept = await people(user);
  const categories = Object.values(kept?.categories ?? {}).flat();
  const persons = (kept?.doors ?? []).flatMap((one) => one.people);
  return {
    category: (code) => categories.find((one) => one.code === code)?.name ?? code,
    person: (id) => persons.find((one) => one.id === id)?.name ?? "（名单里没有）",
  };
}

const shown = (visit, names) => ({
  走访时间: told(visit.visited_at),
  方式: METHODS[visit.method] ?? visit.method,
  见到住户: visit.met ? "见到" : "家中无人",
  见到的居民: visit.residents.map(names.person).join("、") || "没有勾选",
  需求: visit.needs.map((one) => [names.category(one.category), one.description].filter(Boolean).join("：")).join("；") || "没有",
  情况: visit.content || "没有写",
  一线工作法: visit.frontline ? "是" : "否",
});

function row(label, mine, there) {
  const part = copy("version", { label, mine, there: there ?? "" });
  if (there !== undefined && there !== mine) part.querySelector("tr").classList.add("differs");
  return part;
}

// The form of a visit, on a page of the portal. It is kept on the device before it is sent, so that neither a lost network nor a
// session that ended takes it; what the page saved and what the outbox sends carry the same id, so it is filed once.
import { drop, isThere, keep, release } from "./outbox.js";

const text = (data, name) => (data.get(name) ?? "").trim();

// `place` is { household } or { partner }, an id.
export const bodyOf = (data, place) => ({
  ...place,
  residents: data.getAll("residents"),
  visited_at: `${data.get("visited_at").slice(0, 16)}:00+08:00`, // the portal's time is Shanghai's, wherever the phone thinks it is
  method: data.get("method"),
  met: !data.has("nobody"),
  content: text(data, "content"),
  frontline: data.has("frontline"),
  answer: text(data, "answer"),
  needs: data.getAll("needs").map((category) => ({
    category, description: text(data, `say_${category}`), open_case: data.has(`case_${category}`),
  })),
  ...(data.get("sensitivity") && Object.fromEntries(["sensitivity", "purpose", "consent"].map((name) => [name, text(data, name)]))),
});

export function handOver(user, turn) {
  const form = document.querySelector("form[data-visit]");
  form?.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (form.dataset.sending) return;
    form.dataset.sending = "yes";
    const data = new FormData(form);
    const id = data.get("id");
    try {
      await keep(user, id, { body: bodyOf(data, { [form.dataset.visit]: form.dataset.place }), address: form.dataset.address }, { hold: 60e3 });
    } catch { // a device that cannot keep it sends it as a plain form
      form.submit();
      return;
    }
    const answer = await post(form, data);
    if (answer?.status === 422) { // the page itself says what is wrong
      await drop(id);
      form.submit();
      return;
    }
    // A redirect is "saved", or "sign in first": only the visit itself tells which.
    if (answer?.type === "opaqueredirect" && (await isThere(id).catch(() => false))) await drop(id);
    else await release(id).then(() => turn({ now: true }));
    location.assign(answer ? "/today/" : "/offline/");
  });
}

const post = (form, data) =>
  fetch(form.action, { method: "POST", body: data, redirect: "manual", signal: AbortSignal.timeout(30e3) }).catch(() => null);

// The form for a line in the journal. What is written stays a draft in this browser until the server has stored it; each
// line has an id made here, so that sending twice is storing once.
import { el, newId } from "./verbinding.js";

const KINDS = {
  interpretation: { label: "Duiding", roles: ["participant", "researcher", "facilitator"], level: true },
  question: { label: "Vraag", roles: ["participant", "researcher", "facilitator"] },
  comment: { label: "Opmerking", roles: ["participant", "researcher", "facilitator"] },
  decision: { label: "Besluit", roles: ["researcher", "facilitator"] },
  action: { label: "Actie", roles: ["participant", "researcher", "facilitator"], action: true },
  vote_opened: { label: "Stemming", roles: ["facilitator"], vote: true },
};
const LEVELS = ["lokaal", "regionaal", "landelijk"];

export function form(place, { drafts, send, notice }) {
  const field = (words, input) => el("label", { class: "dw-field" }, words, input);
  const kind = el("select", { name: "kind" });
  const level = el("select", { name: "level" }, ...LEVELS.map((one) => el("option", {}, one)));
  const text = el("textarea", { name: "text", rows: "4", maxlength: "4000" });
  const who = el("input", { name: "who", maxlength: "200" });
  const when = el("input", { name: "when", type: "date" });
  const options = el("textarea", { name: "options", rows: "3", maxlength: "4000" });
  const dots = el("input", { name: "dots", type: "number", min: "1", max: "20", value: "1" });
  const about = el("p", { class: "dw-about", hidden: true });
  const fields = {
    level: field("Geldt voor", level),
    who: field("Wie doet het?", who),
    when: field("Wanneer klaar?", when),
    options: field("De keuzes, elk op een eigen regel", options),
    dots: field("Stippen per persoon", dots),
  };
  const submit = el("button", { class: "dw-button" }, "Versturen");
  const inputs = { kind, level, text, who, when, options, dots };
  let link = null;
  place.replaceChildren(
    field("Soort", kind), about, fields.level, field("Tekst", text), fields.who, fields.when, fields.options, fields.dots,
    submit, el("p", { class: "dw-hint" }, "Pas na versturen zien anderen het."),
  );

  const shape = () => {
    const chosen = KINDS[kind.value] ?? {};
    fields.level.hidden = !chosen.level;
    fields.who.hidden = fields.when.hidden = !chosen.action;
    fields.options.hidden = fields.dots.hidden = !chosen.vote;
  };
  const keep = () => {
    const values = Object.fromEntries(Object.entries(inputs).map(([name, input]) => [name, input.value]));
    drafts.set("regel", JSON.stringify({ ...values, link }));
  };
  const restore = () => {
    const kept = JSON.parse(drafts.get("regel") ?? "null");
    if (!kept) return;
    for (const [name, input] of Object.entries(inputs)) if (kept[name]) input.value = kept[name];
    if (kept.link) replyTo(kept.link, kept.link.words);
  };
  const content = () => {
    const written = text.value.trim();
    if (kind.value === "interpretation") return { text: written, level: level.value };
    if (kind.value === "action") return { text: written, who: who.value, when: when.value };
    if (kind.value !== "vote_opened") return { text: written };
    const lines = options.value.split("\n").map((one) => one.trim()).filter(Boolean);
    return { question: written, options: lines, dots: Number(dots.value) || 1 };
  };
  const clear = () => {
    for (const input of [text, who, when, options]) input.value = "";
    link = null;
    about.hidden = true;
    drafts.remove("regel");
  };

  function replyTo(entry) {
    link = { id: entry.id, words: entry.words ?? entry.content?.text ?? entry.content?.question ?? entry.label };
    about.hidden = false;
    const drop = el("button", { type: "button", class: "dw-plain", onclick: () => ((link = null), (about.hidden = true), keep()) }, "Losmaken");
    about.replaceChildren(`Bij: ${link.words.slice(0, 80)} `, drop);
    keep();
    text.focus();
  }

  // A line whose answer was lost is sent again with the same id, after a reload too.
  async function flush() {
    const waiting = JSON.parse(drafts.get("onderweg") ?? "null");
    if (!waiting) return;
    submit.disabled = true;
    try {
      await send(waiting);
      drafts.remove("onderweg");
      clear();
      notice(null);
    } catch (failure) {
      notice(failure.message);
      if (failure.retry) setTimeout(flush, 2000);
      else drafts.remove("onderweg");
    } finally {
      submit.disabled = false;
    }
  }

  place.addEventListener("input", () => (shape(), keep()));
  place.addEventListener("submit", (event) => {
    event.preventDefault();
    drafts.set("onderweg", JSON.stringify({ id: newId(), kind: kind.value, content: content(), about: link ? [link.id] : [] }));
    flush();
  });

  return {
    flush,
    replyTo,
    forRole(role) {
      if (kind.childElementCount) return;
      for (const [value, one] of Object.entries(KINDS)) if (one.roles.includes(role)) kind.append(el("option", { value }, one.label));
      restore();
      shape();
    },
  };
}

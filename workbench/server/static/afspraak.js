// The form of an intervention, in a dialog over the view: filled in beforehand, kept as a draft until it is stored, and
// with one sentence about what could be seen of it.
import { el, newId } from "./verbinding.js";

const PLAIN = ["title", "what", "target", "owner", "goal"];
const SAY = 400; // milliseconds of rest before the sentence is asked for
const field = (words, input) => el("label", { class: "dw-field" }, words, input);
const input = (name, attributes = {}) => el("input", { name, required: true, maxlength: "200", ...attributes });
const option = ([value, words], chosen) => el("option", { value, selected: String(value) === String(chosen) }, words);

// load(wish) gives {description, choices, notes}; ahead(query) the sentence; send(id, description) stores it.
export async function openAgreement({ title, key, drafts, load, ahead, send, done, submit }) {
  if (document.querySelector("dialog.dw-dialog")) return;
  const kept = JSON.parse((key && drafts.get(key)) ?? "null");
  const state = { id: kept?.id ?? newId(), ...(await load(kept ? wish(kept.description) : {})) };
  if (kept) Object.assign(state.description, kept.description);
  const box = el("dialog", { class: "dw-dialog", "aria-labelledby": "dw-dialog-title" });
  const problem = el("p", { class: "dw-notice", role: "alert", hidden: true });
  const notes = el("p", { class: "dw-hint", role: "status" });
  const seen = el("div", { class: "dw-answer", role: "status", "aria-live": "polite" });
  const form = el("form", { class: "dw-form", method: "dialog" });
  const fields = makeFields(state);
  const close = el("button", { type: "button", class: "dw-button is-quiet", onclick: () => box.close() }, "Sluiten");
  const buttons = el("div", { class: "dw-buttons" }, el("button", { class: "dw-button" }, submit), close);
  form.append(...fields.parts(), notes, el("h3", {}, "Kunnen we het zien?"), seen, problem, buttons);
  box.append(el("h2", { id: "dw-dialog-title" }, title), form);
  box.addEventListener("close", () => box.remove());

  let timer, asked = 0;
  const say = () => {
    clearTimeout(timer);
    timer = setTimeout(look, SAY);
  };
  async function look() {
    const mine = ++asked;
    const { indicator, group, edition, areas, since, review, expected_change } = fields.description();
    const query = new URLSearchParams({ indicator, group, edition, areas, since, review, expected_change });
    try {
      const told = await ahead(query);
      if (mine === asked) show(told);
    } catch (failure) {
      if (mine === asked) seen.replaceChildren(failure.message);
    }
  }
  function show(told) {
    seen.replaceChildren(el("p", {}, told.sentence));
    if (!told.instead.length) return;
    const swap = ([id, label]) => el("button", { type: "button", class: "dw-button is-quiet", onclick: () => change({ indicator: id }) }, `Volg met: ${label}`);
    seen.append(el("p", { class: "dw-actions" }, ...told.instead.map(swap)));
  }
  // Another figure has other areas, groups and periods: those are asked for again, what was written stays.
  async function change(changed) {
    const now = fields.description();
    try {
      const before = state.description, fresh = await load({ ...wish(now), ...changed });
      const written = Object.fromEntries([...PLAIN, "since", "review", "evidence", "expected_change"].map((name) => [name, now[name]]));
      if (now.target === before.target) written.target = fresh.description.target;
      Object.assign(state, fresh, { description: { ...fresh.description, ...written } });
      fields.fill(state);
      notes.textContent = fresh.notes.join(" ");
      keep();
      say();
    } catch (failure) {
      complain(failure.message);
    }
  }
  const keep = () => key && drafts.set(key, JSON.stringify({ id: state.id, description: fields.description() }));
  const complain = (sentence) => ((problem.hidden = !sentence), problem.replaceChildren(sentence ?? ""));
  form.addEventListener("input", (event) => {
    keep();
    if (event.target.name === "indicator") change({});
    else if (!PLAIN.includes(event.target.name)) say();
  });
  fields.moved = () => (keep(), say());
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    complain(null);
    buttons.firstChild.disabled = true;
    try {
      const told = await send(state.id, fields.description());
      if (key) drafts.remove(key);
      done(told, box);
    } catch (failure) {
      complain(failure.message);
      if (!failure.retry) state.id = newId();
      keep();
    } finally {
      buttons.firstChild.disabled = false;
    }
  });
  notes.textContent = state.notes.join(" ");
  if (document.querySelector("dialog.dw-dialog")) return; // pressed twice while it was being filled in
  document.body.append(box);
  box.showModal();
  fields.first.focus();
  look();
}

const wish = ({ indicator, group, areas }) => ({ indicator, group, area: areas[0] });

function makeFields(state) {
  const inputs = {
    title: input("title"),
    what: el("textarea", { name: "what", rows: "2", maxlength: "4000", required: true }),
    target: input("target"),
    owner: input("owner"),
    goal: el("textarea", { name: "goal", rows: "2", maxlength: "4000", required: true }),
    evidence: el("select", { name: "evidence" }),
    indicator: el("select", { name: "indicator" }),
    group: el("select", { name: "group" }),
    baseline: el("select", { name: "baseline" }),
    since: input("since", { type: "date" }),
    review: input("review", { type: "date" }),
    expected_change: input("expected_change", { type: "number", min: "-100", max: "1000", step: "1" }),
  };
  const chips = el("ul", { class: "dw-chips" });
  const more = el("select", { "aria-label": "Nog een gebied" });
  // With a button of its own: in a closed list each press of an arrow key would add one.
  const add = el("button", { type: "button", class: "dw-button is-quiet", onclick: () => more.value && ((areas = [...areas, more.value]), showAreas(), self.moved()) }, "Voeg toe");
  const self = { first: inputs.title, moved: () => {} };
  let areas = [];
  const name = (code) => state.choices.areas.find(([one]) => one === code)?.[1] ?? code;
  const showAreas = () => {
    const drop = (code) => el("button", { type: "button", class: "dw-plain", "aria-label": `${name(code)} weghalen`, onclick: () => remove(code) }, "×");
    chips.replaceChildren(...areas.map((code) => el("li", {}, name(code), areas.length > 1 ? drop(code) : null)));
    const left = state.choices.areas.filter(([code]) => !areas.includes(code));
    more.replaceChildren(el("option", { value: "" }, "Nog een gebied"), ...left.map((pair) => option(pair)));
  };
  const remove = (code) => ((areas = areas.filter((one) => one !== code)), showAreas(), more.focus(), self.moved());

  self.fill = ({ description, choices }) => {
    for (const list of ["evidence", "group", "baseline"]) inputs[list].replaceChildren(...choices[list].map((pair) => option(pair, description[list])));
    const part = (label, able) =>
      el("optgroup", { label }, ...choices.indicator.filter(([, , suited]) => suited === able).map((pair) => option(pair, description.indicator)));
    inputs.indicator.replaceChildren(part("Kan een effect laten zien", true), part("Kan geen effect laten zien", false));
    for (const [key, box] of Object.entries(inputs)) box.value = description[key];
    areas = [...description.areas];
    showAreas();
  };
  self.description = () => ({
    ...Object.fromEntries([...PLAIN, "evidence", "indicator", "group", "since", "review"].map((key) => [key, inputs[key].value])),
    baseline: Number(inputs.baseline.value),
    expected_change: Number(inputs.expected_change.value),
    areas,
    edition: state.description.edition,
  });
  const pair = (...parts) => el("div", { class: "dw-pair-fields" }, ...parts);
  self.parts = () => [
    field("Hoe heet de aanpak?", inputs.title),
    field("Wat gaat er gebeuren?", inputs.what),
    pair(field("Voor wie?", inputs.target), field("Wie is de eigenaar?", inputs.owner)),
    el("div", { class: "dw-field", role: "group", "aria-label": "Waar?" }, "Waar?", chips, el("div", { class: "dw-with" }, more, add)),
    pair(field("Wanneer begint het?", inputs.since), field("Wanneer bespreken we het?", inputs.review)),
    field("Wat is het doel?", inputs.goal),
    field("Hoe zeker is het dat dit werkt?", inputs.evidence),
    field("Aan welk cijfer zien we het?", inputs.indicator),
    pair(field("Welke groep?", inputs.group), field("Vanaf welk cijfer? (nulmeting)", inputs.baseline)),
    field("Verwachte verandering in procenten (min is een daling)", inputs.expected_change),
  ];
  self.fill(state);
  return self;
}

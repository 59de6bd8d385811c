// Interventions and the agenda in the panel: made of a decision, found again at a figure, and what is due.
import { openAgreement } from "./afspraak.js";
import { el, newId } from "./verbinding.js";

const DESK = ["researcher", "facilitator"];
const plain = (text, work) => el("button", { type: "button", class: "dw-plain", onclick: work }, text);

// `seat()` is who looks, once the server said so.
export function agreements({ place, page, path, act, ask, post, drafts, entries, seat }) {
  const state = { known: [], started: false };
  const address = (id) => path(`interventie/${encodeURIComponent(id)}`);
  const link = (one) => el("a", { href: address(one.id) }, one.title);
  const here = el("section", { "aria-labelledby": "dw-here-title", hidden: true });
  const items = el("ul", { class: "dw-items" });
  const due = el("details", { id: "dw-agenda" }, el("summary", {}, "Agenda"), items, el("p", {}, el("a", { href: path("agenda") }, "Hele agenda en interventies")));
  place.append(here, due);
  due.addEventListener("toggle", () => due.open && act(showAgenda));
  window.addEventListener("dw-address", showHere);

  // What stands on the figure that is shown now: from the figure to the intervention in one step.
  function showHere() {
    const shown = new URLSearchParams(location.search);
    const found = state.known.filter((one) => one.indicators.includes(shown.get("indicator")) && one.areas.includes(shown.get("gebied")));
    here.hidden = found.length === 0;
    here.replaceChildren(el("h2", { id: "dw-here-title" }, "Aanpak bij dit cijfer"), el("ul", {}, ...found.map((one) => el("li", {}, link(one), ` (${one.status})`))));
  }

  async function showAgenda() {
    const told = await ask("GET", "agenda");
    items.replaceChildren(...(told.items.length ? told.items.map(item) : [el("li", {}, "Er staat niets op de agenda.")]));
  }

  function item(one) {
    const late = one.overdue ? el("span", { class: "dw-late" }, "te laat") : null;
    const head = el("p", { class: "dw-item-head" }, el("strong", {}, `${one.label} `), `${one.when} `, late);
    const node = el("li", { class: "dw-item" }, head);
    if (one.sort !== "action") node.append(el("p", {}, link({ id: one.ref, title: one.title })), el("p", { class: "dw-hint" }, one.text));
    else node.append(el("p", {}, `${one.organisation}: ${one.title}`), el("p", { class: "dw-entry-acts" }, finish(one.ref.split("/")[1])));
    return node;
  }

  // The same id until it is stored, so that pressing twice is one line in the journal.
  function finish(action) {
    const id = newId();
    if (seat().role === "partner") return "";
    const button = plain("Afgerond", () => act(async () => (await post("afgerond", { action, id }), due.open && (await showAgenda()))));
    button.classList.add("dw-finish");
    return button;
  }

  function make(entry) {
    const settings = {
      title: "Maak er een interventie van",
      submit: "Registreren",
      key: `interventie:${entry.id}`,
      drafts,
      load: (wish) => ask("GET", `interventies/begin?${new URLSearchParams({ besluit: entry.id, pagina: page.page, ...wish })}`),
      ahead: (query) => ask("GET", `interventies/zicht?${query}`),
      send: (id, description) => post("interventies", { id, decision: entry.id, description }),
      done: made,
    };
    return openAgreement(settings);
  }

  function made({ intervention, remarks }, box) {
    const close = el("button", { type: "button", class: "dw-button is-quiet", onclick: () => box.close() }, "Terug naar het beeld");
    const onward = el("a", { class: "dw-button", href: `${address(intervention.id)}#plan` }, "Leg het plan vast");
    const notes = remarks.length ? [el("h3", {}, "Let op"), el("ul", {}, ...remarks.map((one) => el("li", {}, one)))] : [];
    const told = el("p", { role: "status" }, `'${intervention.title}' staat in het register. Leg voor de start vast hoe het wordt gevolgd.`);
    box.replaceChildren(el("h2", { id: "dw-dialog-title" }, "Geregistreerd"), told, ...notes, el("div", { class: "dw-buttons" }, onward, close));
    onward.focus();
    refresh();
  }

  async function refresh() {
    state.known = (await ask("GET", "interventies")).interventions;
    showHere();
  }

  // What a line of the journal offers beside the usual.
  function offers(entry) {
    if (entry.kind === "decision" && DESK.includes(seat().role)) return [plain("Maak er een interventie van", () => act(() => make(entry)))];
    if (entry.kind === "action") return [finish(entry.id)].filter(Boolean);
    if (entry.kind === "registered") return [el("a", { href: address(entry.content.intervention) }, "Open de interventie")];
    return [];
  }

  // A line that says something about an earlier one is shown there too: the decision names its interventions.
  function saw(entry) {
    if (entry.kind === "registered") {
      for (const id of entry.about) atDecision(entries.get(id)?.node, { id: entry.content.intervention, title: entry.content.title });
      if (state.started) act(refresh);
    }
    if (entry.kind === "done") {
      const node = entries.get(entry.content.action)?.node;
      node?.querySelector(".dw-finish")?.remove();
      node?.querySelector(".dw-changed")?.before(el("p", { class: "dw-finished" }, `Afgerond: ${entry.who}, ${entry.moment}`));
    }
  }

  function atDecision(node, one) {
    if (!node) return;
    const list = node.querySelector(".dw-from-decision") ?? el("ul", { class: "dw-from-decision" });
    list.append(el("li", {}, "Interventie: ", link(one)));
    node.querySelector(".dw-changed").before(list);
  }

  async function start() {
    if (state.started) return;
    await refresh();
    state.started = true;
  }

  return { start, offers, saw, refresh: () => act(refresh) };
}

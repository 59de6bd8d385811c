// The panel beside a page of a session: who moves, who is here, what is said. It needs the server, not the kernel.
import { ask, base, el, listen, newId, session, showPresent } from "./verbinding.js";
import { Drafts } from "./klad.js";
import { agreements } from "./aanpak.js";
import { form } from "./formulier.js";
import { line } from "./regel.js";
import { showVotes } from "./stemming.js";

const page = document.body.dataset;
const $ = (id) => document.getElementById(id);
const MOVERS = { facilitator: "alleen de begeleider", researchers: "begeleider en onderzoekers", everybody: "iedereen" };
const DESK = ["researcher", "facilitator"];
const HERE = {
  table: "Dit is het gedeelde beeld.",
  branch: "Dit is een eigen beeld. De anderen zien het niet.",
  still: "Dit is een beeld van eerder. De anderen zien het niet.",
};
const state = { you: null, standing: null, entries: new Map(), last: 0 };
const drafts = new Drafts(`dw-klad:${session}`);
const path = (rest) => `${base}sessie/${session}/${rest}`;

if (window.top !== window.self) document.documentElement.classList.add("is-framed");

function notice(sentence) {
  $("dw-notice").hidden = !sentence;
  $("dw-notice").replaceChildren(sentence ?? "");
}

// Runs an act of the user; a failure becomes a sentence, never silence.
async function act(work) {
  try {
    notice(null);
    await work();
  } catch (failure) {
    notice(failure.message);
    if (failure.trace) $("dw-notice").append(el("pre", { class: "dw-trace-text", tabindex: "0" }, failure.trace));
  }
}

const post = (where, content) => ask("POST", where, content);

function mayMove() {
  const { role } = state.you;
  if (page.sort === "still") return false;
  if (page.sort === "branch") return role !== "partner";
  return { facilitator: ["facilitator"], researchers: DESK, everybody: [...DESK, "participant"] }[state.standing.movers].includes(role);
}

function showStanding(standing) {
  const before = state.standing;
  state.standing = standing;
  if (!state.you) return;
  if (before && before.notebook !== standing.notebook) return called(standing.notebook);
  $("dw-here").textContent = HERE[page.sort];
  $("dw-movers-now").textContent = page.sort !== "table" ? "" : `De keuzes bewegen: ${MOVERS[standing.movers]}.${mayMove() ? "" : " Hier is alleen kijken mogelijk."}`;
  document.body.classList.toggle("is-looking", !mayMove());
  showActions();
  showVotes($("dw-votes"), standing.votes, { you: state.you, act, post, ask });
  for (const entry of state.entries.values()) entry.node.classList.toggle("is-changed", Boolean(standing.changed[entry.id]));
  for (const [id, sentences] of Object.entries(standing.changed)) markChanged(id, sentences);
}

function markChanged(id, sentences) {
  const entry = state.entries.get(id);
  const mark = entry?.node.querySelector(".dw-changed");
  if (!mark) return;
  mark.replaceChildren(`Gewijzigd sinds deze regel: ${sentences.join(" ")}`);
  if (entry.view.kept) mark.append(" ", el("a", { href: path(`toen/${id}`) }, "Bekijk het beeld van toen"));
}

function called(notebook) {
  if (page.sort === "table" && notebook !== page.notebook) location.assign(path(`tafel/${notebook}`));
  else if (page.sort !== "table") {
    notice("De begeleider vraagt om mee te kijken. ");
    $("dw-notice").append(el("a", { href: path(`tafel/${notebook}`) }, "Ga naar de tafel"));
    showActions();
  }
}

function button(words, work, quiet = true) {
  return el("button", { type: "button", class: `dw-button${quiet ? " is-quiet" : ""}`, onclick: () => act(work) }, words);
}

function showActions() {
  const { role } = state.you;
  const actions = [];
  const away = page.sort !== "table" || page.notebook !== state.standing.notebook;
  if (away) actions.push(el("a", { class: "dw-button", href: path(`tafel/${state.standing.notebook}`) }, "Terug naar de tafel"));
  if (role !== "partner" && page.sort !== "still") actions.push(button("Aftakken", branchOff));
  if (role === "facilitator") actions.push(...lead(away));
  if (DESK.includes(role) && page.sort === "table") actions.push(...desk());
  $("dw-actions").replaceChildren(...actions);
  showPropose();
}

function lead(away) {
  const choice = el("select", { onchange: (event) => act(() => post("bediening", { movers: event.target.value })) });
  for (const [value, words] of Object.entries(MOVERS)) choice.append(el("option", { value, selected: value === state.standing.movers }, words));
  const movers = el("label", { class: "dw-field" }, "Wie beweegt de keuzes?", choice);
  const call = away && page.sort === "table" ? [button("Volg mij naar deze vraag", () => post("volgmij", { notebook: page.notebook }), false)] : [];
  return [...call, movers];
}

function desk() {
  const copy = el("a", { class: "dw-button is-quiet", href: path(`bureau/${page.notebook}`), target: "_blank", rel: "noopener" }, "Aanpassen in JupyterLab");
  const put = button("Zet aangepaste versie op tafel", () => post("versie", { notebook: page.notebook, id: newId(), text: "" }));
  const back = button("Eén versie terug", () => ask("DELETE", `versie?notebook=${page.notebook}&id=${newId()}`));
  return [el("details", { class: "dw-desk" }, el("summary", {}, "Voor onderzoekers"), copy, put, back)];
}

async function branchOff() {
  notice("De aftakking wordt gemaakt.");
  const told = await post("aftakken", { page: page.page });
  location.assign(told.url);
}

function showPropose() {
  const place = $("dw-propose");
  const wanted = page.sort === "branch" && state.you.role !== "partner";
  place.hidden = !wanted;
  if (!wanted || place.childElementCount) return;
  const words = el("textarea", { rows: "2", maxlength: "2000", required: true });
  words.value = drafts.get("voorstel") ?? "";
  words.addEventListener("input", () => drafts.set("voorstel", words.value));
  const id = { now: newId() };
  const send = async () => {
    await post("voorstel", { page: page.page, id: id.now, text: words.value });
    id.now = newId();
    words.value = "";
    drafts.remove("voorstel");
    notice("Het voorstel ligt bij de begeleider.");
  };
  place.append(el("label", { class: "dw-field" }, "Voorstellen met één zin", words), button("Voorstellen", send, false));
}

function addEntry(entry) {
  if (state.entries.has(entry.id)) return;
  state.last = Math.max(state.last, entry.number);
  const node = line(entry, { path, act, post, ask, you: state.you, entries: state.entries, reply: writer.replyTo, doen });
  state.entries.set(entry.id, { ...entry, node });
  $("dw-log").prepend(node);
  doen.saw(entry);
}

const doen = agreements({ place: $("dw-doen"), page, path, act, ask, post, drafts, entries: state.entries, seat: () => state.you });

const writer = form($("dw-form"), {
  drafts,
  send: async (entry) => {
    const told = await post("regels", { ...entry, page: page.page });
    addEntry(told.entry);
  },
  notice,
});

// Everything that was missed, after the first load and after each time away.
async function catchUp() {
  try {
    const told = await ask("GET", `regels?na=${state.last}`);
    state.you = told.you;
    writer.forRole(told.you.role);
    document.getElementById("dw-write").hidden = told.you.role === "partner" || told.standing.closed;
    for (const entry of told.entries) addEntry(entry);
    showStanding(told.standing);
    $("dw-count").textContent = showPresent($("dw-present"), told.present);
    writer.flush();
    sayWhich();
    await doen.start();
  } catch (failure) {
    if (failure.status === 403) notice(failure.message);
  }
}

listen(
  `stroom?pagina=${page.page}`,
  {
    regel: (entry) => state.you && addEntry(entry),
    stand: (standing) => state.you && showStanding(standing),
    plaatsen: (told) => ($("dw-count").textContent = showPresent($("dw-present"), told.present)),
    aanpak: () => state.you && doen.refresh(),
    pagina: (told) => told.page === page.page && window.dispatchEvent(new CustomEvent("dw-page", { detail: told.state })),
    ververs: (told) => page.sort === "table" && told.notebook === page.notebook && location.reload(),
  },
  catchUp,
);

$("dw-filter").addEventListener("change", (event) => $("dw-log").classList.toggle("is-all", event.target.value === "all"));
$("dw-fold").addEventListener("click", () => {
  const open = $("dw-panel").classList.toggle("is-folded") === false;
  $("dw-fold").setAttribute("aria-expanded", open);
  $("dw-fold").textContent = open ? "Inklappen" : "Uitklappen";
});

// Opened from a line of the journal: say which, and whether its figures are still the same.
function sayWhich() {
  const named = state.entries.get(location.hash.replace("#regel-", ""));
  if (named) named.node.scrollIntoView({ block: "center" });
  const entry = state.entries.get(new URLSearchParams(location.search).get("regel"));
  if (!entry || page.sort !== "branch") return;
  const changed = state.standing.changed[entry.id];
  const told = changed ? ` Let op: ${changed.join(" ")}` : "";
  notice(`Dit is het beeld bij: ${entry.label} van ${entry.who}.${told} `);
  if (changed && entry.view.kept) $("dw-notice").append(el("a", { href: path(`toen/${entry.id}`) }, "Bekijk het beeld van toen"));
}

// A link with other choices than what is on the table: offer exactly those choices, as a view of one's own.
const asked = new URLSearchParams(location.search);
const arrived = performance.getEntriesByType("navigation")[0]?.type === "navigate" && !document.referrer.startsWith(location.origin);
if (page.sort === "table" && arrived && [...asked].length) {
  window.addEventListener("dw-line", () => setTimeout(() => offer(asked), 1500), { once: true });
}

function offer(asked) {
  const now = new URLSearchParams(location.search);
  if (![...asked].some(([name, value]) => now.get(name) !== value)) return;
  notice("De link wees naar andere keuzes dan nu op tafel liggen. ");
  $("dw-notice").append(button("Open die keuzes als eigen beeld", async () => {
    const told = await post("aftakken", { page: page.page, choices: Object.fromEntries(asked) });
    location.assign(told.url);
  }));
}

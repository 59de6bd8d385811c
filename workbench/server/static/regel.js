// One line of the journal. Everything that people wrote is put in as text.
import { el, newId } from "./verbinding.js";

const SAID = ["interpretation", "question", "comment", "decision", "action", "vote_opened", "proposal", "on_table", "registered"];
const LINKS = { interpretation: "Reageer", question: "Reageer", comment: "Reageer", decision: "Reageer", action: "Reageer" };

export function line(entry, { path, act, post, ask, you, entries, reply, doen }) {
  const node = el("li", { class: `dw-entry is-${entry.kind}${SAID.includes(entry.kind) ? " is-said" : ""}`, id: `regel-${entry.id}` });
  const level = entry.content.level ? ` (${entry.content.level})` : "";
  node.append(el("p", { class: "dw-entry-head" }, el("strong", {}, `${entry.label}${level}`), ` ${entry.who}, ${entry.moment}`));
  node.append(...words(entry).map((text) => el("p", { class: "dw-written" }, text)));
  for (const link of entry.about) if (entries.has(link)) node.append(el("p", { class: "dw-about" }, `Bij: ${short(entries.get(link))}`));
  const acts = el("p", { class: "dw-entry-acts" });
  if (entry.view) acts.append(el("a", { href: path(`beeld/${entry.id}`) }, "Open dit beeld"));
  if (entry.view?.kept) acts.append(el("a", { class: "dw-then", href: path(`toen/${entry.id}`) }, "Zoals het toen was"));
  if (LINKS[entry.kind] && you.role !== "partner") acts.append(plain(LINKS[entry.kind], () => reply(entry)));
  if (entry.kind === "proposal") acts.append(...forProposal(entry, { path, act, post, you }));
  acts.append(...doen.offers(entry));
  if (SAID.includes(entry.kind)) acts.append(plain("Samenhang", () => act(() => showChain(entry, node, ask))));
  if (acts.childNodes.length) node.append(acts);
  node.append(el("p", { class: "dw-changed" }));
  return node;
}

function words(entry) {
  const told = entry.content;
  const found = [told.text, told.question, told.title].filter(Boolean);
  if (told.options) found.push(`Keuzes: ${told.options.join(" · ")}`);
  if (told.who) found.push(`Wie: ${told.who}. Klaar: ${told.when}.`);
  if (entry.kind === "called") found.push(`Naar: ${told.notebook}`);
  return found;
}

const short = (entry) => `${entry.label}: ${(words(entry)[0] ?? "").slice(0, 80)}`;
const plain = (text, work) => el("button", { type: "button", class: "dw-plain", onclick: work }, text);

function forProposal(entry, { path, act, post, you }) {
  const beside = el("a", { href: path(`naast/${entry.id}`) }, "Naast de tafel");
  if (you.role !== "facilitator") return [beside];
  const id = newId();
  return [beside, plain("Zet op tafel", () => act(() => post("tafel", { proposal: entry.id, id })))];
}

async function showChain(entry, node, ask) {
  const known = node.querySelector(".dw-chain");
  if (known) return known.remove();
  const told = await ask("GET", `keten/${encodeURIComponent(entry.id)}`);
  const lines = (title, found) => (found.length ? [el("p", {}, title), el("ul", {}, ...found.map((one) => el("li", {}, short(one))))] : []);
  const parts = [...lines("Hieruit kwam dit voort:", told.before), ...lines("Dit kwam eruit voort:", told.after)];
  node.append(el("div", { class: "dw-chain" }, ...(parts.length ? parts : [el("p", {}, "Nog niet verbonden met andere regels.")])));
}

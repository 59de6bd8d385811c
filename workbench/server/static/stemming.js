// Votes and dot rankings: what is open, my own dots, and the outcome once the facilitator closed it.
import { el, newId } from "./verbinding.js";

export function showVotes(place, votes, { you, act, post, ask }) {
  for (const vote of votes) {
    const known = place.querySelector(`[data-vote="${CSS.escape(vote.id)}"]`);
    const shown = `${vote.closed}`;
    if (known?.dataset.shown === shown) {
      known.querySelector(".dw-voted").textContent = voted(vote);
      continue;
    }
    const made = one(vote, { you, act, post, ask });
    made.dataset.shown = shown;
    known ? known.replaceWith(made) : place.append(made);
  }
}

const voted = (vote) => (vote.voted === 1 ? "1 keer gestemd" : `${vote.voted} keer gestemd`);

function one(vote, { you, act, post, ask }) {
  const made = el("section", { class: "dw-vote", "data-vote": vote.id }, el("h3", {}, vote.question));
  const count = el("p", { class: "dw-voted" }, voted(vote));
  if (vote.closed) {
    made.append(count);
    act(async () => made.append(outcome((await ask("GET", `stemming/${encodeURIComponent(vote.id)}`)).tally)));
    return made;
  }
  if (you.role !== "partner") made.append(ballot(vote, { act, post }));
  made.append(count);
  if (you.role === "facilitator") {
    const close = () => act(() => post("regels", { id: newId(), kind: "vote_closed", content: { vote: vote.id }, about: [vote.id], page: "" }));
    made.append(el("button", { type: "button", class: "dw-button is-quiet", onclick: close }, "Stemming sluiten"));
  }
  return made;
}

function ballot(vote, { act, post }) {
  const inputs = vote.options.map((option, index) => {
    const single = vote.dots === 1;
    const input = el("input", single ? { type: "radio", name: `stem-${vote.id}`, value: index } : { type: "number", min: 0, max: vote.dots, value: 0 });
    return { input, row: el("label", { class: "dw-option" }, ...(single ? [input, " ", option] : [option, " ", input])) };
  });
  const dots = () => inputs.map(({ input }) => (input.type === "radio" ? Number(input.checked) : Number(input.value) || 0));
  const said = el("p", { role: "status" });
  const send = () =>
    act(async () => {
      await post("regels", { id: newId(), kind: "vote_cast", content: { vote: vote.id, dots: dots() }, about: [], page: "" });
      said.textContent = "De stem is geteld. Opnieuw stemmen vervangt de vorige.";
    });
  const title = el("legend", {}, vote.dots === 1 ? "Kies één" : `Verdeel hooguit ${vote.dots} stippen`);
  const button = el("button", { type: "button", class: "dw-button", onclick: send }, "Stemmen");
  return el("fieldset", {}, title, ...inputs.map(({ row }) => row), button, said);
}

function outcome(tally) {
  return el("ul", {}, ...tally.options.map((option, index) => el("li", {}, `${option}: ${tally.dots[index]}`)));
}

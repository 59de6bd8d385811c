// The page of an intervention: its forms store through the server, and the page is read again as it is then.
import { openAgreement } from "./afspraak.js";
import { Drafts } from "./klad.js";
import { ask, newId, session } from "./verbinding.js";

const name = document.body.dataset.intervention;
const where = `interventies/${encodeURIComponent(name)}`;
const notice = document.getElementById("dw-notice");

function say(sentence) {
  notice.hidden = !sentence;
  notice.replaceChildren(sentence ?? "");
  if (sentence) notice.scrollIntoView({ block: "nearest" });
}

// The fields of a form as the server reads them: numbers as numbers, boxes as a list; what stands apart, beside them.
function read(form) {
  const inside = {}, apart = {};
  for (const input of form.querySelectorAll("[name]")) {
    const into = "apart" in input.dataset ? apart : inside;
    if (input.type === "checkbox") (into[input.name] ??= []).push(...(input.checked ? [input.value] : []));
    else if (input.type === "number") into[input.name] = Number(input.value);
    else if (input.value || input.required) into[input.name] = input.value;
  }
  return { ...apart, ...(form.dataset.in ? { [form.dataset.in]: inside } : {}) };
}

for (const form of document.querySelectorAll("form[data-act]")) {
  let id = newId();
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const button = form.querySelector("button:last-of-type");
    button.disabled = true;
    try {
      await ask("POST", where, { act: form.dataset.act, id, ...read(form) });
      location.reload();
    } catch (failure) {
      if (!failure.retry) id = newId();
      say(failure.message);
      button.disabled = false;
    }
  });
}

document.querySelector("[data-describe]")?.addEventListener("click", async () => {
  try {
    await openAgreement({
      title: "Afspraak aanpassen",
      submit: "Opslaan",
      drafts: new Drafts(`dw-klad:${session}`),
      load: (wish) => ask("GET", `interventies/begin?${new URLSearchParams({ interventie: name, ...wish })}`),
      ahead: (query) => ask("GET", `interventies/zicht?${query}`),
      send: (id, description) => ask("POST", where, { act: "beschrijven", id, description }),
      done: () => location.reload(),
    });
  } catch (failure) {
    say(failure.message);
  }
});

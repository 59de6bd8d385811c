// One's own weights: they are private until they are given. Which seat gave them is for the server to say.
const ASKER = Math.random().toString(36).slice(2);
let count = 0;

function render({ model, el }) {
  el.classList.add("dw-picture", "dw-ballot");
  const own = {};
  const form = document.createElement("form");
  const fields = document.createElement("fieldset");
  const give = Object.assign(document.createElement("button"), { type: "submit", textContent: "Geef mijn weging" });
  give.className = "dw-give";
  const other = Object.assign(document.createElement("button"), {
    type: "button",
    textContent: "Geef deze weging voor iemand zonder eigen scherm",
  });
  const said = document.createElement("p");
  said.className = "dw-status";
  said.setAttribute("role", "status");

  const slider = ([name, label, start]) => {
    own[name] ??= start;
    const id = `dw-ballot-${++count}`;
    const row = document.createElement("div");
    const words = Object.assign(document.createElement("label"), { htmlFor: id, textContent: label });
    const field = Object.assign(document.createElement("input"), { id, type: "range", min: 0, max: 5, step: 1 });
    const value = Object.assign(document.createElement("output"), { htmlFor: id });
    field.value = own[name];
    const write = () => {
      own[name] = Number(field.value);
      value.textContent = field.value;
      field.setAttribute("aria-valuetext", `${field.value} van 5`);
    };
    field.addEventListener("input", write);
    write();
    row.append(words, field, value);
    return row;
  };
  const draw = () => {
    const legend = Object.assign(document.createElement("legend"), { textContent: "Mijn gewichten, van 0 tot 5" });
    fields.replaceChildren(legend, ...model.get("criteria").map(slider));
  };
  const send = (kind) => {
    const given = model.get("criteria").map(([name]) => `${name}=${own[name]}`).join(",");
    model.send({ kind, given, to: ASKER });
  };
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    send("weigh");
  });
  other.addEventListener("click", () => send("weigh_other"));
  const answer = (content) => {
    if (content.to === ASKER) said.textContent = content.said;
  };
  draw();
  form.append(fields, give, " ", other, said);
  el.append(form);
  model.on("change:criteria", draw);
  model.on("msg:custom", answer);
  return () => {
    model.off("change:criteria", draw);
    model.off("msg:custom", answer);
  };
}

export default { render };

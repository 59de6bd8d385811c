// Finds an area by its name while typing (the ARIA pattern "editable combobox with list autocomplete").
const ASKER = Math.random().toString(36).slice(2);
const PAUSE = 120;
let count = 0;

function render({ model, el }) {
  el.classList.add("dw-choice", "dw-search");
  const id = `dw-search-${++count}`;
  const label = Object.assign(document.createElement("label"), { htmlFor: id, textContent: model.get("label") });
  const field = Object.assign(document.createElement("input"), { id, type: "text", autocomplete: "off" });
  const list = Object.assign(document.createElement("ul"), { id: `${id}-list`, hidden: true });
  const facts = { role: "combobox", "aria-expanded": "false", "aria-controls": list.id, "aria-autocomplete": "list" };
  for (const [name, value] of Object.entries(facts)) field.setAttribute(name, value);
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", "Gevonden gebieden");
  let hits = [], active = -1, timer = 0;

  const rest = () => {
    list.hidden = true;
    hits = [];
    active = -1;
    field.setAttribute("aria-expanded", "false");
    field.removeAttribute("aria-activedescendant");
  };
  const restore = () => {
    field.value = model.get("shown");
    rest();
  };
  const mark = () => {
    [...list.children].forEach((item, index) => item.setAttribute("aria-selected", String(index === active)));
    if (active >= 0) field.setAttribute("aria-activedescendant", list.children[active].id);
  };
  const choose = (index) => {
    if (!hits[index]) return;
    model.send({ kind: "area", given: hits[index][0] });
    field.value = hits[index][1];
    rest();
  };
  const show = (content) => {
    if (content.to !== ASKER || document.activeElement !== field) return;
    hits = content.hits;
    active = hits.length ? 0 : -1;
    list.replaceChildren(
      ...hits.map(([, words], index) => {
        const item = Object.assign(document.createElement("li"), { id: `${id}-${index}`, textContent: words });
        item.setAttribute("role", "option");
        item.addEventListener("mousedown", (event) => event.preventDefault());
        item.addEventListener("click", () => choose(index));
        return item;
      })
    );
    list.hidden = !hits.length;
    field.setAttribute("aria-expanded", String(!!hits.length));
    mark();
  };
  field.addEventListener("focus", () => field.select());
  field.addEventListener("blur", restore);
  field.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(() => model.send({ kind: "search", given: field.value, to: ASKER }), PAUSE);
  });
  field.addEventListener("keydown", (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step && hits.length) {
      event.preventDefault();
      active = (active + step + hits.length) % hits.length;
      mark();
    }
    if (event.key === "Enter") choose(active);
    if (event.key === "Escape") restore();
  });
  const box = document.createElement("div");
  box.className = "dw-search-box";
  box.append(field, list);
  el.append(label, box);
  restore();
  model.on("change:shown", restore);
  model.on("msg:custom", show);
}

export default { render };

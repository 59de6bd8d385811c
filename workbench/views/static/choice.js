// One labelled list to choose from. What is chosen goes to the kernel, and what the kernel chose comes back.
let count = 0;

function render({ model, el }) {
  el.classList.add("dw-choice");
  const label = document.createElement("label");
  const list = document.createElement("select");
  label.htmlFor = list.id = `dw-choice-${model.get("name")}-${++count}`;
  list.name = model.get("name");
  const write = () => {
    label.textContent = model.get("label");
    list.replaceChildren(...model.get("options").flatMap(entry));
    list.value = model.get("value");
    list.disabled = list.options.length < 2;
  };
  const entry = ([title, options]) => {
    const group = document.createElement("optgroup");
    group.label = title;
    const made = options.map(([value, words]) => new Option(words, value));
    if (!title) return made;
    group.append(...made);
    return [group];
  };
  list.addEventListener("change", () => {
    model.set("value", list.value);
    model.save_changes();
  });
  write();
  for (const name of ["label", "options", "value"]) model.on(`change:${name}`, write);
  el.append(label, list);
}

export default { render };

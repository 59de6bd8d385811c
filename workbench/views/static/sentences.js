// A short list of sentences that the table can rewrite: one field each, sent when a field is left or Enter is pressed.
let count = 0;

function render({ model, el }) {
  el.classList.add("dw-picture", "dw-sentences");
  const fields = document.createElement("fieldset");
  const field = (words, at) => {
    const id = `dw-sentence-${++count}`;
    const row = document.createElement("div");
    const label = Object.assign(document.createElement("label"), { htmlFor: id, textContent: `Aanname ${at + 1}` });
    const line = Object.assign(document.createElement("input"), { id, type: "text", maxLength: 200, value: words });
    line.dataset.at = at;
    line.addEventListener("change", () => model.send({ kind: "assume", given: `${at}:${line.value}` }));
    row.append(label, line);
    return row;
  };
  const draw = () => {
    const held = el.contains(document.activeElement) ? document.activeElement.dataset.at : null;
    const legend = Object.assign(document.createElement("legend"), { textContent: model.get("label") });
    const lines = model.get("sentences");
    const more = lines.length < model.get("most") ? [field("", lines.length)] : [];
    fields.replaceChildren(legend, ...lines.map(field), ...more);
    if (held) fields.querySelector(`input[data-at="${held}"]`)?.focus();
  };
  draw();
  el.append(fields);
  model.on("change:sentences", draw);
  return () => model.off("change:sentences", draw);
}

export default { render };

// Shows the markup of a Picture and reports what is pressed in it. Reports only go out; what is drawn comes in as html.
const ASKER = Math.random().toString(36).slice(2);

function render({ model, el }) {
  el.classList.add("dw-picture");
  const draw = () => {
    const held = el.contains(document.activeElement) && document.activeElement.dataset.key;
    const opened = new Set([...el.querySelectorAll("details[open]")].map((part) => part.dataset.key));
    el.innerHTML = model.get("html");
    for (const part of el.querySelectorAll("details")) part.open = opened.has(part.dataset.key);
    // The keyboard stays where it was: a redraw may not throw a reader back to the top of the page.
    if (held) el.querySelector(`[data-key="${CSS.escape(held)}"]`)?.focus();
  };
  const press = (event) => {
    const part = event.target.closest("[data-area],[data-do]");
    if (!part || !el.contains(part)) return;
    event.preventDefault();
    if (part.dataset.area) return model.send({ kind: "area", given: part.dataset.area });
    const [kind, ...rest] = part.dataset.do.split(":");
    model.send({ kind, given: rest.join(":") || ASKER });
  };
  const keys = (event) => {
    const native = event.target.closest("button,a,summary,select,input");
    if (!native && (event.key === "Enter" || event.key === " ")) press(event);
  };
  const save = (content, buffers) => {
    if (content.to !== ASKER) return;
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([buffers[0]], { type: "text/csv;charset=utf-8" }));
    link.download = content.save;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 1000);
  };
  draw();
  model.on("change:html", draw);
  model.on("msg:custom", save);
  el.addEventListener("click", press);
  el.addEventListener("keydown", keys);
  return () => {
    model.off("change:html", draw);
    model.off("msg:custom", save);
  };
}

export default { render };

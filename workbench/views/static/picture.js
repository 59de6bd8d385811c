// Shows the markup of a Picture and reports what is pressed in it. Reports only go out; what is drawn comes in deflated.
const ASKER = Math.random().toString(36).slice(2);

async function unpack(bytes) {
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate"));
  return new Response(stream).text();
}

function render({ model, el }) {
  el.classList.add("dw-picture");
  let turn = 0;
  const draw = async () => {
    const mine = ++turn;
    const html = await unpack(model.get("packed"));
    if (mine !== turn) return; // a later drawing was quicker
    const held = el.contains(document.activeElement) && document.activeElement.dataset.key;
    const opened = new Set([...el.querySelectorAll("details[open]")].map((part) => part.firstChild.textContent));
    el.innerHTML = html;
    for (const part of el.querySelectorAll("details")) part.open = opened.has(part.firstChild.textContent);
    // The keyboard stays where it was: a redraw may not throw a reader back to the top of the page.
    if (held) el.querySelector(`[data-key="${CSS.escape(held)}"]`)?.focus();
    el.dataset.turn = mine;
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
  model.on("change:packed", draw);
  model.on("msg:custom", save);
  el.addEventListener("click", press);
  el.addEventListener("keydown", keys);
  return () => {
    model.off("change:packed", draw);
    model.off("msg:custom", save);
  };
}

export default { render };

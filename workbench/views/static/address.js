// Keeps the address bar equal to what is on the page, so that it can be sent to somebody. Not in JupyterLab.
function render({ model, el }) {
  el.hidden = true;
  const desk = document.querySelector(".jp-NotebookPanel, #jp-top-panel");
  const write = () => {
    if (desk) return;
    const url = new URL(window.location.href);
    for (const [name, value] of Object.entries(model.get("view"))) {
      if (value === "" || value === null) url.searchParams.delete(name);
      else url.searchParams.set(name, value);
    }
    if (url.href === window.location.href) return;
    window.history.replaceState(window.history.state, "", url);
    window.dispatchEvent(new Event("dw-address"));
  };
  write();
  model.on("change:view", write);
  return () => model.off("change:view", write);
}

export default { render };

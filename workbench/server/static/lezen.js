// A page to read: what can be chosen in a session is shut off here, and a pressed area leads to the page of that area.
const links = new Map([...document.querySelectorAll(".dw-reading a")].map((link) => [new URL(link.href).searchParams.get("gebied"), link.href]));
const SHUT = "main .dw-controls, main .widget-slider, main .widget-dropdown, main .widget-select, main .widget-checkbox, main .widget-text, main button.jupyter-button";

const shut = () => { for (const part of document.querySelectorAll(SHUT)) part.inert = true; };
new MutationObserver(shut).observe(document.getElementById("inhoud"), { childList: true, subtree: true });
shut();

document.addEventListener("click", (event) => {
  const part = event.target.closest?.("main [data-area]");
  const address = part && links.get(part.dataset.area);
  if (address) location.assign(address);
}, true);

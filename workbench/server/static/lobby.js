// The lobby: who is here, and a way out.
import { listen, showPresent } from "./verbinding.js";

const present = document.getElementById("dw-present");
listen("stroom", { plaatsen: (told) => present && showPresent(present, told.present) }, () => {});

for (const form of document.querySelectorAll("form[data-xsrf]")) {
  form.addEventListener("submit", () => {
    const token = document.cookie.split("; ").find((part) => part.startsWith("_xsrf="))?.slice(6) ?? "";
    const field = document.createElement("input");
    Object.assign(field, { type: "hidden", name: "_xsrf", value: token });
    form.append(field);
  });
}

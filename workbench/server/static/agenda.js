// The page of the agenda: an action is marked as done, and who did so is in the journal.
import { ask, newId } from "./verbinding.js";

const notice = document.getElementById("dw-notice");

for (const button of document.querySelectorAll("[data-done]")) {
  const id = newId();
  button.addEventListener("click", async () => {
    button.disabled = true;
    try {
      await ask("POST", "afgerond", { action: button.dataset.done, id });
      location.reload();
    } catch (failure) {
      notice.hidden = false;
      notice.replaceChildren(failure.message);
      button.disabled = false;
    }
  });
}

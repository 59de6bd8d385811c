// Says in words how the page fares: the line is down, the page is over, the kernel is being restored.
const SENTENCES = {
  down: "Geen verbinding. De pagina komt vanzelf terug.",
  ended: "Deze pagina is verlopen.",
  out: "De uitnodiging voor deze plaats is ingetrokken. Vraag de begeleider om een nieuwe link.",
  reviving: "Het rekenen is gestopt en wordt hersteld. Een ogenblik.",
  lost: "Deze pagina kon niet worden hersteld.",
};

const message = document.getElementById("dw-message");

function say(state) {
  if (message.dataset.state === "out") return; // the front end tries again, and would be told that the page is over
  message.dataset.state = state;
  const sentence = SENTENCES[state];
  message.hidden = !sentence;
  message.replaceChildren(sentence ?? "");
  if (state === "ended" || state === "lost") {
    const link = document.createElement("a");
    link.href = location.href;
    link.textContent = "Opnieuw openen";
    message.append(" ", link);
  }
}

window.addEventListener("dw-line", (event) => say(event.detail));
window.addEventListener("dw-page", (event) => say(event.detail));

// Widgets size themselves when the window changes; the panel beside them changes their room too.
const main = document.getElementById("inhoud");
new ResizeObserver(() => window.dispatchEvent(new Event("resize"))).observe(main);

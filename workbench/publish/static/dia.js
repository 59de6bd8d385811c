// Slides where there is room for them; on a phone, at a large zoom and without script the page stays as it is.
if (window.Reveal && window.matchMedia("(min-width: 48rem)").matches) {
  document.getElementById("reveal-style").media = "screen";
  document.documentElement.classList.add("d-slides");
  const calm = window.matchMedia("(prefers-reduced-motion: reduce)").matches;
  Reveal.initialize({ hash: true, slideNumber: "c/t", width: 1160, height: 720, margin: 0.03, center: false, minScale: 0.4, transition: calm ? "none" : "slide", postMessage: false, help: false, scrollActivationWidth: null }).then(() => {
    // What is on another slide is out of reach for the keyboard too.
    const here = () => { for (const slide of document.querySelectorAll(".slides section:not(.stack)")) slide.inert = slide !== Reveal.getCurrentSlide(); };
    Reveal.on("slidechanged", here);
    here();
    // The slides are a document to read, not an application.
    document.querySelector(".reveal").removeAttribute("role");
    const names = { left: "Vorige dia", right: "Volgende dia", up: "Dia erboven", down: "Dia eronder" };
    for (const [side, name] of Object.entries(names)) for (const press of document.querySelectorAll(`.navigate-${side}`)) press.setAttribute("aria-label", name);
  });
}

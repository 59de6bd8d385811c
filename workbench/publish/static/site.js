// The partner site: search, choices, tooltips and sortable tables on figures that are already on the page or beside it.
// Everything is readable without this file. Text is always set as text, never as markup.
(function () {
  "use strict";
  const DW = (window.DW = window.DW || { series: {} });
  DW.put = (series) => { DW.series[series.id] = series; };
  const make = (name, attributes = {}, ...inside) => {
    const element = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) if (value !== null) element.setAttribute(key, value);
    element.append(...inside);
    return element;
  };
  const MOST = 12; // a list that fits on a phone
  const WORDS = ["", "verborgen om privacy", "te onzeker", "niet gemeten"];
  const FILLS = ["", "url(#s-hatch)", "url(#s-dots)", "var(--dw-color-none)"];
  const written = (value, series) =>
    value.toLocaleString("nl-NL", { minimumFractionDigits: series.decimals, maximumFractionDigits: series.decimals }) +
    (series.unit ? "\u00a0" + series.unit : "");

  function sortable(table) {
    for (const [column, head] of [...table.tHead.rows[0].cells].entries()) {
      if (head.querySelector("button")) continue;
      const press = make("button", { type: "button" }, ...head.childNodes);
      head.append(press);
      press.addEventListener("click", () => {
        const down = head.getAttribute("aria-sort") === "ascending";
        for (const other of table.tHead.rows[0].cells) other.removeAttribute("aria-sort");
        head.setAttribute("aria-sort", down ? "descending" : "ascending");
        const rows = [...table.tBodies[0].rows].sort((a, b) => compare(key(a, column), key(b, column), down));
        table.tBodies[0].append(...rows);
      });
    }
  }
  const key = (row, column) => {
    const cell = row.cells[column];
    const text = cell ? cell.dataset.value || cell.textContent.trim() : "";
    const number = cell && cell.dataset.value ? Number(text) : Number(text.replace(/[\s.%]/g, "").replace(",", "."));
    return text === "" ? null : Number.isNaN(number) ? (/^[\d,.\s]/.test(text) ? parseFloat(text.replace(".", "").replace(",", ".")) : text) : number;
  };
  function compare(a, b, down) {
    const figure = (x) => typeof x === "number";
    if (figure(a) !== figure(b)) return figure(a) ? -1 : 1; // what has no figure stays at the end
    const order = figure(a) ? a - b : String(a).localeCompare(String(b), "nl");
    return down ? -order : order;
  }

  // What stands there for who has no script goes as soon as the script has done its work.
  const without = (place) => place.querySelector("[data-zonder]").remove();

  function search(place) {
    without(place);
    const field = make("input", { id: "zoekveld", type: "search", autocomplete: "off" });
    const found = make("ul", { class: "s-list", "aria-label": "Gevonden" });
    const said = make("p", { class: "s-live", role: "status" });
    place.append(make("div", { class: "s-form s-zoek", role: "search" }, make("div", {}, make("label", { for: "zoekveld" }, "Zoek een gebied, vraag of cijfer"), field)), said, found);
    field.addEventListener("input", () => {
      const words = field.value.toLocaleLowerCase("nl").split(/\s+/).filter(Boolean);
      const hits = words.length ? DW.zoek.filter(([title, , more]) => words.every((word) => (title + " " + more).toLocaleLowerCase("nl").includes(word))) : [];
      found.replaceChildren(...hits.slice(0, MOST).map(([title, href, , kind]) => make("li", {}, make("a", { href }, title), make("span", {}, kind))));
      said.textContent = !words.length ? "" : !hits.length ? "Niets gevonden. Probeer een ander of een korter woord." : hits.length > MOST ? `${hits.length} gevonden. Hier staan de eerste ${MOST}.` : `${hits.length} gevonden.`;
    });
  }

  let tip = null;
  function hint(target, text) {
    unhint();
    const box = target.getBoundingClientRect();
    tip = make("div", { class: "s-tip", role: "presentation" }, text);
    document.body.append(tip);
    tip.style.left = Math.max(4, Math.min(window.scrollX + box.left, window.scrollX + document.documentElement.clientWidth - tip.offsetWidth - 8)) + "px";
    tip.style.top = Math.max(window.scrollY, window.scrollY + box.top - tip.offsetHeight - 6) + "px";
  }
  const unhint = () => { if (tip) tip.remove(); tip = null; };
  document.addEventListener("keydown", (event) => { if (event.key === "Escape") unhint(); });

  function explore(place) {
    const series = DW.series[place.dataset.verken];
    if (!series || !DW.namen) return;
    without(place);
    const state = read(series);
    const form = make("form", { class: "s-form", "aria-label": "Kies wat u wilt zien" });
    const said = make("p", { class: "s-live", role: "status" });
    const shown = make("div", { class: "s-both dw-picture" });
    place.prepend(make("h2", { id: "kiezen" }, "Kies zelf"), form, said, shown); // the source line stands under them
    form.addEventListener("submit", (event) => event.preventDefault());
    // The lists stay the same elements: somebody who types a name in one must not lose it at the first letter.
    const lists = {};
    const choice = (name, label, changed) => {
      lists[name] = make("select", { id: "kies-" + name });
      lists[name].addEventListener("change", () => changed(lists[name].value));
      form.append(make("div", {}, make("label", { for: "kies-" + name }, label), lists[name]));
    };
    const fill = (name, options, value) => {
      const now = JSON.stringify(options);
      if (lists[name].dataset.options !== now) {
        lists[name].replaceChildren(...options.map(([code, word]) => make("option", { value: code }, word)));
        lists[name].dataset.options = now;
      }
      lists[name].value = value;
    };
    choice("indicator", "Cijfer", (value) => { location.href = value + ".html" + location.hash; });
    choice("periode", "Jaar", (value) => set("periode", value));
    choice("groep", "Groep", (value) => set("groep", value));
    choice("niveau", "Per", (value) => set("niveau", value));
    choice("gebied", "Licht uit", (value) => set("gebied", value));
    const draw = () => {
      const offered = (name) => [...new Set(series.rows.filter((row) => name === "niveau" || DW.niveau(row[0]) === state.niveau).map((row) => ({ niveau: DW.niveau(row[0]), periode: row[1], groep: row[2] })[name]))];
      const fit = (name) => { const all = offered(name).map(String); if (!all.includes(String(state[name]))) state[name] = all.sort().at(-1); return all; };
      const levels = fit("niveau").filter((level) => level === "gemeente" || level === "wijk");
      const periods = fit("periode").sort().reverse(), groups = fit("groep");
      const rows = series.rows.filter((row) => DW.niveau(row[0]) === state.niveau && String(row[1]) === String(state.periode) && row[2] === state.groep);
      const names = rows.map((row) => [row[0], DW.naam(row[0], row[3])]).sort((a, b) => a[1].localeCompare(b[1], "nl"));
      fill("indicator", DW.cijfers, series.id);
      fill("periode", periods.map((code) => [code, code]), String(state.periode));
      fill("groep", groups.map((code) => [code, DW.groepen[code] || code]), state.groep);
      fill("niveau", levels.map((code) => [code, code]), state.niveau);
      fill("gebied", [["", "geen gebied"], ...names], state.gebied);
      show(rows);
    };
    const set = (name, value) => {
      state[name] = value;
      history.replaceState(null, "", "#" + new URLSearchParams(state).toString());
      draw();
    };
    const show = (rows) => {
      const there = rows.filter((row) => row[4] !== null).sort((a, b) => b[4] - a[4]);
      const gone = rows.filter((row) => row[4] === null);
      const mine = rows.find((row) => row[0] === state.gebied);
      // More than one area can have the highest or the lowest figure; naming one of them would be chance.
      const edge = (row) => {
        const same = there.filter((other) => other[4] === row[4]).length;
        return `${same > 1 ? `${same} gebieden` : DW.naam(row[0], row[3])} (${written(row[4], series)})`;
      };
      const top = there.length ? `Hoogste cijfer: ${edge(there[0])}. Laagste cijfer: ${edge(there.at(-1))}.` : "Er zijn hier geen cijfers om te tonen.";
      said.textContent = (mine ? `${DW.naam(mine[0], mine[3])}: ${words(mine, series)}. ` : "") + top + (gone.length ? ` Zonder cijfer: ${gone.length}.` : "");
      shown.replaceChildren(...(state.niveau === "gemeente" ? [make("div", {}, legend(series), map(rows, series, state, set))] : []), table([...there, ...gone], series, state));
    };
    draw();
  }
  const words = (row, series) => (row[4] === null ? WORDS[row[7]] : written(row[4], series) + (row[5] === null ? "" : ` (${written(row[5], series)} tot ${written(row[6], series)})`));
  function read(series) {
    const given = Object.fromEntries(new URLSearchParams(location.hash.slice(1)));
    return { periode: given.periode || "", groep: given.groep || series.group, niveau: given.niveau || "gemeente", gebied: given.gebied || "" };
  }
  function legend(series) {
    const keys = series.klassen.map((words, at) => {
      const key = make("span", { class: "s-key", "aria-hidden": "true" });
      key.style.background = series.palette[at];
      return make("li", {}, key, words);
    });
    return make("ul", { class: "s-legend", "aria-label": "Kleuren van de kaart" }, ...keys);
  }
  function map(rows, series, state, set) {
    const space = "http://www.w3.org/2000/svg";
    const edition = rows.length ? rows[0][3] : "";
    const outlines = DW.kaart[edition] || { box: "0 0 1 1", paths: {} };
    const svg = document.createElementNS(space, "svg");
    svg.setAttribute("viewBox", outlines.box);
    svg.setAttribute("class", "s-kaart");
    svg.setAttribute("role", "group");
    svg.setAttribute("aria-label", "Kaart. De tabel ernaast zegt hetzelfde.");
    svg.append(document.importNode(patterns(), true));
    for (const row of rows) {
      const path = document.createElementNS(space, "path");
      const fill = row[4] === null ? FILLS[row[7]] : row[4] === 0 ? "var(--dw-color-paper)" : series.palette[series.classes.filter((edge) => edge < row[4]).length];
      const text = `${DW.naam(row[0], row[3])}: ${words(row, series)}`;
      for (const [name, value] of [["d", outlines.paths[row[0]] || ""], ["tabindex", "0"], ["role", "button"], ["aria-label", text], ["aria-pressed", String(row[0] === state.gebied)]]) path.setAttribute(name, value);
      path.style.fill = fill;
      if (row[0] === state.gebied) path.setAttribute("class", "s-picked");
      path.addEventListener("click", () => set("gebied", row[0]));
      path.addEventListener("keydown", (event) => { if (event.key === "Enter" || event.key === " ") { event.preventDefault(); set("gebied", row[0]); } });
      for (const on of ["pointerenter", "focus"]) path.addEventListener(on, () => hint(path, text));
      for (const off of ["pointerleave", "blur"]) path.addEventListener(off, unhint);
      svg.append(path);
    }
    svg.append(...[...svg.querySelectorAll(".s-picked")]);
    return svg;
  }
  function patterns() {
    const text = '<svg xmlns="http://www.w3.org/2000/svg"><defs><pattern id="s-hatch" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><rect width="6" height="6" class="s-ground"/><path d="M0 0V6" class="s-line"/></pattern><pattern id="s-dots" width="6" height="6" patternUnits="userSpaceOnUse"><rect width="6" height="6" class="s-ground"/><circle cx="3" cy="3" r="1.2" class="s-dot"/></pattern></defs></svg>';
    return new DOMParser().parseFromString(text, "image/svg+xml").documentElement.firstChild;
  }
  function table(rows, series, state) {
    const ranged = rows.some((row) => row[5] !== null); // a column with nothing in it says nothing
    const most = Math.max(...rows.map((row) => row[4] || 0), 1e-9);
    const body = rows.map((row) => {
      const bar = make("span", { class: "s-bar", "aria-hidden": "true" });
      bar.style.width = (row[4] === null ? 0 : (100 * Math.max(row[4], 0)) / most) + "%";
      return make("tr", { "aria-current": row[0] === state.gebied ? "true" : null },
        make("th", { scope: "row" }, DW.naam(row[0], row[3])),
        make("td", { "data-value": row[4] === null ? null : String(row[4]) }, row[4] === null ? WORDS[row[7]] : written(row[4], series)),
        ...(ranged ? [make("td", {}, row[5] === null ? "–" : `${written(row[5], series)} tot ${written(row[6], series)}`)] : []),
        make("td", { class: "s-bars" }, bar));
    });
    const head = make("thead", {}, make("tr", {}, ...["Gebied", "Cijfer", ...(ranged ? ["95%-interval"] : [])].map((word) => make("th", { scope: "col" }, word))));
    const whole = make("table", {}, make("caption", {}, `${series.label}, ${DW.groepen[state.groep] || state.groep}, ${state.periode}`), head, make("tbody", {}, ...body));
    sortable(whole);
    head.rows[0].append(make("td", { "aria-hidden": "true" }));
    return make("div", { class: "dw-scroll", tabindex: "0", role: "region", "aria-label": `${series.label}, tabel` }, whole);
  }

  document.addEventListener("DOMContentLoaded", () => {
    for (const place of document.querySelectorAll("[data-zoek]")) if (DW.zoek) search(place);
    for (const found of document.querySelectorAll("main .dw-scroll > table")) if (found.tHead && found.tBodies.length === 1) sortable(found);
    for (const place of document.querySelectorAll("[data-verken]")) explore(place);
  });
})();

// Draws areas on the ipyleaflet map beside it, on one canvas, and recolours them by one byte per area.
// Outlines are fetched once per edition and level; where the server has no file for them the kernel is asked.
const files = (window.dwOutlines ??= new Map());
const WAITING = 20000;
const ROOM = 60; // pixels
const START_ZOOM = 9;
const CLOSEST = 16;
const STATE_WORDS = { 6: "verborgen om privacy", 7: "te onzeker", 8: "niet gemeten", 9: "hoort bij een andere indeling" };
const NUMBER = {};

function base() {
  const config = document.getElementById("jupyter-config-data");
  return (config && JSON.parse(config.textContent).baseUrl) || document.body.dataset.baseUrl || "/";
}

function outlines(model, edition, level) {
  const key = `${edition}/${level}`;
  if (!files.has(key)) files.set(key, fetchFile(key).catch(() => askKernel(model, key)).then(unpack));
  return files.get(key);
}

async function fetchFile(key) {
  if (!window.location.protocol.startsWith("http") || key.startsWith("0/")) throw new Error("no file");
  const answer = await fetch(`${base()}omtrekken/${key}.json`, { credentials: "same-origin" });
  if (!answer.ok || !(answer.headers.get("content-type") || "").includes("json")) throw new Error("no file");
  return answer.json();
}

function askKernel(model, key) {
  return new Promise((resolve, reject) => {
    const heard = (content, buffers) => {
      if (content.outlines !== key) return;
      model.off("msg:custom", heard);
      resolve(JSON.parse(new TextDecoder().decode(buffers[0])));
    };
    model.on("msg:custom", heard);
    setTimeout(() => reject(new Error("no outlines")), WAITING);
    model.send({ kind: "outlines", given: key });
  });
}

function unpack(file) {
  for (const area of file.areas) {
    area.rings = area.r.map((steps) => {
      const ring = [];
      let x = 0, y = 0;
      for (let at = 0; at < steps.length; at += 2) {
        x += steps[at];
        y += steps[at + 1];
        ring.push([y / file.steps, x / file.steps]);
      }
      return ring;
    });
  }
  return file;
}

// The map's own view, as soon as it has a Leaflet map. It keeps pan and zoom to itself: at a shared table each browser
// looks where it wants, and no movement of one seat travels to forty others.
async function leaflet(model) {
  const map = await model.widget_manager.get_model(model.get("map_id").replace("IPY_MODEL_", ""));
  for (let waited = 0; waited < WAITING; waited += 25) {
    for (const view of await Promise.all(Object.values(map.views ?? {}))) {
      if (view.obj?.getSize().x >= ROOM) {
        view.touch = () => {};
        view.send = () => {};
        Object.defineProperty(view, "dirty", { get: () => true, set: () => {}, configurable: true });
        return view.obj;
      }
    }
    await new Promise((later) => setTimeout(later, 25));
  }
  throw new Error("no map");
}

function pattern(draw) {
  const tile = document.createElement("canvas");
  tile.width = tile.height = 8;
  const pen = tile.getContext("2d");
  pen.fillStyle = "#ffffff";
  pen.fillRect(0, 0, 8, 8);
  pen.strokeStyle = pen.fillStyle = "#5d6872";
  draw(pen);
  return pen.createPattern(tile, "repeat");
}

function hatch(pen) {
  pen.lineWidth = 1.6;
  pen.beginPath();
  for (const shift of [-8, 0, 8]) {
    pen.moveTo(shift - 1, 9);
    pen.lineTo(shift + 9, -1);
  }
  pen.stroke();
}

function dots(pen) {
  for (const [x, y] of [[2, 2], [6, 6]]) {
    pen.beginPath();
    pen.arc(x, y, 1.1, 0, 7);
    pen.fill();
  }
}

function inks(palette) {
  return [...palette, "#ffffff", pattern(hatch), pattern(dots), "#dfe4e8", "#ffffff"];
}

// Leaflet is the one ipyleaflet brought; it is the page's only outside code.
class Areas {
  constructor(model, map) {
    this.model = model;
    this.map = map;
    this.renderer = L.canvas({ padding: 0.3 });
    this.shapes = [];
    this.lines = L.layerGroup().addTo(map);
  }

  async load() {
    const { model, map } = this;
    const key = `${model.get("edition")}/${model.get("level")}`;
    if (key === this.key) return;
    this.key = key;
    const file = await outlines(model, model.get("edition"), model.get("level"));
    if (key !== this.key) return;
    this.group?.remove();
    this.file = file;
    const common = { renderer: this.renderer, weight: 0.7, color: "#56636f", fillOpacity: 1, bubblingMouseEvents: false };
    this.shapes = file.areas.map((area, index) => Object.assign(L.polygon(area.rings, { ...common }), { index }));
    this.group = L.featureGroup(this.shapes);
    this.group.addTo(map);
    this.group.on("click", (event) => model.send({ kind: "area", given: file.areas[event.layer.index].c }));
    this.group.bindTooltip((shape) => this.words(shape.index), { sticky: true, className: "dw-tip", direction: "top" });
    this.bounds = this.group.getBounds();
    await this.borders();
  }

  async borders() {
    this.lines.clearLayers();
    this.gemeenten = [];
    if (this.model.get("level") === "gemeente" || !this.model.get("edition")) return;
    const file = await outlines(this.model, this.model.get("edition"), "gemeente");
    this.gemeenten = file.areas;
    const style = { renderer: this.renderer, weight: 1.8, color: "#17222d", fill: false, interactive: false };
    for (const area of file.areas) L.polygon(area.rings, style).addTo(this.lines);
  }

  // One pass over the options and one repaint; setStyle would ask for a repaint per area.
  paint() {
    const bytes = this.view("classes", Uint8Array);
    const ink = inks(this.model.get("palette"));
    this.shapes.forEach((shape, index) => {
      const byte = bytes[index] ?? 8;
      shape.options.fillColor = ink[byte];
      shape.options.dashArray = byte === 9 ? "3 3" : null;
      shape.options._dashArray = byte === 9 ? [3, 3] : null;
    });
    this.values = this.view("values", Float32Array);
    this.repaint();
    this.pick();
  }

  repaint() {
    const { renderer } = this;
    if (!renderer._ctx || !renderer._map) return;
    renderer._redrawRequest = null;
    renderer._redrawBounds = null;
    renderer._clear();
    renderer._draw();
  }

  pick() {
    this.halo?.remove();
    const chosen = this.model.get("chosen");
    const area = [...this.file.areas, ...this.gemeenten].find((each) => each.c === chosen);
    this.halo = L.layerGroup();
    if (area) {
      const line = { renderer: this.renderer, fill: false, interactive: false };
      L.polygon(area.rings, { ...line, weight: 6, color: "#ffffff" }).addTo(this.halo);
      L.polygon(area.rings, { ...line, weight: 3.2, color: "#0b5a7d" }).addTo(this.halo);
    }
    this.halo.addTo(this.map);
  }

  look() {
    const focus = this.model.get("focus");
    const inside = this.shapes.filter((shape) => focus && this.file.areas[shape.index].g === focus);
    const bounds = inside.length ? L.featureGroup(inside).getBounds() : this.bounds;
    this.around = bounds;
    this.fit();
  }

  // A map that is still being laid out has no room; a zoom worked out then is no number, and would stay so.
  fit() {
    const { map, around } = this;
    const room = map.getSize();
    if (!around?.isValid() || room.x < ROOM || room.y < ROOM) return;
    if (!Number.isFinite(map.getZoom())) map.setView(around.getCenter(), START_ZOOM, { animate: false });
    map.fitBounds(around, { padding: [10, 10], maxZoom: CLOSEST, animate: false });
  }

  words(index) {
    const area = this.file.areas[index];
    const byte = this.view("classes", Uint8Array)[index] ?? 8;
    const digits = this.model.get("decimals");
    const write = (NUMBER[digits] ??= new Intl.NumberFormat("nl-NL", { minimumFractionDigits: digits, maximumFractionDigits: digits }));
    const figure = STATE_WORDS[byte] ?? `${write.format(this.values[index])} ${this.model.get("unit")}`.trim();
    const tip = document.createElement("span");
    tip.append(Object.assign(document.createElement("b"), { textContent: area.n }), `: ${figure}`);
    return tip;
  }

  view(name, Kind) {
    const bytes = this.model.get(name);
    if (!bytes?.byteLength) return new Kind(0);
    return new Kind(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength));
  }
}

async function render({ model, el }) {
  el.classList.add("dw-map-state");
  const map = await leaflet(model).catch(() => null);
  if (!map) return;
  map.getContainer().setAttribute("role", "application");
  for (const [kind, word] of [["in", "Inzoomen"], ["out", "Uitzoomen"]])
    for (const button of map.getContainer().querySelectorAll(`.leaflet-control-zoom-${kind}`))
      for (const place of ["title", "aria-label"]) button.setAttribute(place, word);
  const areas = new Areas(model, map);
  window.dwMaps = [...(window.dwMaps ?? []), areas];
  const name = () => map.getContainer().setAttribute("aria-label", model.get("label"));
  const all = async () => {
    name();
    await areas.load();
    areas.paint();
    if (areas.seen !== `${areas.key}/${model.get("focus")}`) areas.look();
    areas.seen = `${areas.key}/${model.get("focus")}`;
    el.dataset.turn = model.get("turn");
  };
  const sized = new ResizeObserver(() => {
    map.invalidateSize({ animate: false });
    areas.fit();
  });
  try {
    await all();
  } catch (error) {
    el.textContent = "De kaart kan nu niet worden getekend. De tabel eronder zegt hetzelfde.";
    throw error;
  }
  sized.observe(map.getContainer());
  model.on("change:turn", all);
  return () => {
    model.off("change:turn", all);
    sized.disconnect();
  };
}

export default { render };

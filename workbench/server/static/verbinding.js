// What panel and lobby share: asking the server, and hearing from it. It comes back by itself.
const body = document.body;
export const base = body.dataset.dwBase;
export const session = body.dataset.session;
export const api = `${base}api/sessie/${encodeURIComponent(session)}/`;

const cookie = (name) => document.cookie.split("; ").find((part) => part.startsWith(`${name}=`))?.slice(name.length + 1);

// Raises an Error with the server's Dutch sentence.
export async function ask(method, path, content) {
  const headers = { Accept: "application/json", "X-Xsrftoken": cookie("_xsrf") ?? "" };
  const request = { method, headers, credentials: "same-origin", cache: "no-store" };
  if (content !== undefined) request.body = JSON.stringify(content);
  let answer;
  try {
    answer = await fetch(path.startsWith("/") ? path : api + path, request);
  } catch {
    throw Object.assign(new Error("Geen verbinding. Het wordt zo opnieuw geprobeerd."), { retry: true });
  }
  const told = await answer.json().catch(() => ({}));
  if (answer.ok) return told;
  const failure = new Error(told.error ?? "Er ging iets mis op de server.");
  throw Object.assign(failure, { status: answer.status, trace: told.trace, retry: answer.status >= 502 });
}

// Listens until the window closes; `back()` is called each time the line is there again.
export function listen(path, handlers, back) {
  let source, timer, heard = Date.now();
  const connect = () => {
    clearTimeout(timer);
    source?.close();
    source = new EventSource(api + path);
    source.onopen = () => ((heard = Date.now()), back());
    for (const [name, handle] of Object.entries(handlers))
      source.addEventListener(name, (event) => ((heard = Date.now()), handle(JSON.parse(event.data))));
    source.onerror = () => {
      if (source.readyState === EventSource.CLOSED) timer = setTimeout(connect, 1500 + Math.random() * 1500);
    };
  };
  let tick = Date.now();
  setInterval(() => {
    const slept = Date.now() - tick > 15000;
    tick = Date.now();
    if (slept) connect();
  }, 4000);
  window.addEventListener("online", connect);
  window.addEventListener("offline", () => source.close());
  connect();
}

// An element with attributes and children; text is only ever text.
export function el(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (key.startsWith("on")) made.addEventListener(key.slice(2), value);
    else if (value === true) made.setAttribute(key, "");
    else if (value !== false && value !== undefined && value !== null) made.setAttribute(key, value);
  }
  made.append(...children.filter((child) => child !== null && child !== undefined));
  return made;
}

const ROLES = { facilitator: "begeleider", researcher: "onderzoeker", participant: "deelnemer", partner: "partner" };

export function showPresent(list, present) {
  const lines = present.map((one) => {
    const often = one.count > 1 ? ` × ${one.count}` : "";
    return el("li", {}, `${one.organisation}, ${one.word} (${ROLES[one.role]})${often} – ${one.where}`);
  });
  list.replaceChildren(...(lines.length ? lines : [el("li", {}, "Nog niemand aan tafel.")]));
  return present.reduce((sum, one) => sum + one.count, 0);
}

export const newId = () => crypto.randomUUID?.() ?? [...crypto.getRandomValues(new Uint8Array(16))].map((b) => b.toString(16).padStart(2, "0")).join("");

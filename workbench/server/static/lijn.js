// A line to the server that mends itself. Voila's front end gives up after a while and asks nobody what it missed; this
// line looks to it like a websocket that never closes. After sleep or a lost network it comes back by itself, the server
// sends what changed meanwhile, and what was still under way is sent once more.
(() => {
  const Plain = window.WebSocket;
  const KERNEL = /\/api\/kernels\/([0-9a-f-]+)\/channels/;
  const WAIT = [200, 400, 800, 1500, 3000, 5000];
  const text = new TextDecoder();

  const tell = (state) => window.dispatchEvent(new CustomEvent("dw-line", { detail: state }));

  // The header (1), parent (2) and content (4) of a message in Jupyter's binary format.
  const part = (data, number) => {
    const view = new DataView(data);
    const from = Number(view.getBigUint64(8 * (number + 1), true));
    const to = Number(view.getBigUint64(8 * (number + 2), true));
    return JSON.parse(text.decode(new Uint8Array(data, from, to - from)));
  };

  class Line extends EventTarget {
    constructor(url, protocols) {
      super();
      this.url = url;
      this.protocols = protocols;
      this.readyState = Plain.CONNECTING;
      this.protocol = "";
      this.extensions = "";
      this.binaryType = "arraybuffer";
      this.bufferedAmount = 0;
      this.attempts = 0;
      this.opened = false;
      this.underway = new Map();
      this.seen = Date.now();
      this.connect();
      window.addEventListener("online", () => this.again());
      window.addEventListener("offline", () => this.drop());
      document.addEventListener("visibilitychange", () => document.hidden || this.wake());
      setInterval(() => this.wake(), 4000);
    }

    connect() {
      if (this.readyState === Plain.CLOSED || this.socket) return;
      const url = this.opened ? `${this.url}${this.url.includes("?") ? "&" : "?"}opnieuw=1` : this.url;
      const socket = (this.socket = new Plain(url, this.protocols));
      socket.binaryType = "arraybuffer";
      socket.onopen = () => this.isOpen(socket);
      socket.onmessage = (event) => this.hear(event);
      socket.onclose = (event) => socket === this.socket && this.lost(event);
    }

    isOpen(socket) {
      this.attempts = 0;
      this.protocol = socket.protocol;
      this.readyState = Plain.OPEN;
      tell("open");
      const waiting = [...this.underway.values()];
      if (!this.opened) {
        this.opened = true;
        this.say("open", new Event("open"));
      }
      for (const data of waiting) socket.send(data);
    }

    hear(event) {
      if (event.data instanceof ArrayBuffer && this.underway.size) this.settle(event.data);
      this.say("message", new MessageEvent("message", { data: event.data }));
    }

    settle(data) {
      if (part(data, 1).msg_type !== "status") return;
      if (part(data, 4).execution_state === "idle") this.underway.delete(part(data, 2).msg_id);
    }

    send(data) {
      if (data instanceof ArrayBuffer) {
        this.underway.set(part(data, 1).msg_id, data);
        if (this.underway.size > 50) this.underway.delete(this.underway.keys().next().value);
      }
      if (this.socket?.readyState === Plain.OPEN) this.socket.send(data);
    }

    async lost(event) {
      this.socket = null;
      if (this.readyState === Plain.CLOSED) return;
      if (event.code === 4403) return this.end(event, "out");
      if (event.code === 4404 || event.code === 1008 || (await this.isOver())) return this.end(event);
      tell("down");
      const wait = WAIT[Math.min(this.attempts++, WAIT.length - 1)];
      setTimeout(() => this.connect(), wait * (0.5 + Math.random()));
    }

    async isOver() {
      try {
        const answer = await fetch(this.url.replace(/^ws/, "http").replace(/\/channels.*/, ""), { cache: "no-store" });
        return answer.status === 404 || answer.status === 403;
      } catch {
        return false;
      }
    }

    end(event, state = "ended") {
      this.readyState = Plain.CLOSED;
      tell(state);
      this.say("close", new CloseEvent("close", { code: event?.code ?? 1000, wasClean: true }));
    }

    // A timer that was late means that the machine slept: the line is not to be trusted any more.
    wake() {
      const slept = Date.now() - this.seen > 15000;
      this.seen = Date.now();
      if (slept) this.drop();
    }

    drop() {
      const socket = this.socket;
      if (!socket || this.readyState === Plain.CLOSED) return;
      this.socket = null;
      socket.onclose = null;
      socket.close();
      this.lost({ code: 1006 });
    }

    again() {
      if (!this.socket) this.connect();
    }

    close() {
      this.readyState = Plain.CLOSED;
      this.socket?.close();
      this.end();
    }

    say(kind, event) {
      this[`on${kind}`]?.(event);
      this.dispatchEvent(event);
    }
  }

  window.WebSocket = new Proxy(Plain, {
    construct: (plain, [url, protocols]) =>
      KERNEL.test(url) ? new Line(String(url), protocols) : protocols ? new plain(url, protocols) : new plain(url),
  });
})();

// Drafts stay in this browser until they are sent: a reload, a crash or a flat battery loses nothing.
export class Drafts {
  constructor(prefix) {
    this.prefix = prefix;
  }

  get(name) {
    try {
      return localStorage.getItem(`${this.prefix}:${name}`);
    } catch {
      return null;
    }
  }

  set(name, value) {
    try {
      localStorage.setItem(`${this.prefix}:${name}`, value);
    } catch {
      // a browser without room keeps the draft in the field itself
    }
  }

  remove(name) {
    try {
      localStorage.removeItem(`${this.prefix}:${name}`);
    } catch {
      // nothing was kept
    }
  }
}

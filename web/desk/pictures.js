// The newest pictures of screens, as addresses for <img>.

import {picture} from './daemon.js';

export class Pictures {
  #addresses = new Map();
  // `wait`: seconds in which the screen may answer with a fresh one.
  async refresh(name, wait = 0) {
    try {
      const blob = await picture(`/v1/screens/${encodeURIComponent(name)}/shot${wait ? `?wait=${wait}` : ''}`);
      this.#put(name, URL.createObjectURL(blob));
    } catch (refused) {
      if (refused.status !== 404) throw refused;
    }
  }
  of(name) {
    return this.#addresses.get(name);
  }
  #put(name, address) {
    if (this.#addresses.has(name)) URL.revokeObjectURL(this.#addresses.get(name));
    this.#addresses.set(name, address);
  }
  forget() {
    for (const address of this.#addresses.values()) URL.revokeObjectURL(address);
    this.#addresses.clear();
  }
}

// How fast something goes, over its last seconds.

const windowMs = 8000;
const minMs = 1000; // before that nothing is said

export class Rate {
  #points = []; // [when, bytes]

  add(now, bytes) {
    this.#points.push([now, bytes]);
    while (this.#points.length > 2 && now - this.#points[0][0] > windowMs) this.#points.shift();
  }

  // Bytes per second; 0 while it is not known.
  perSecond() {
    if (this.#points.length < 2) return 0;
    const [[from, before], [to, after]] = [this.#points[0], this.#points.at(-1)];
    return to - from < minMs || after <= before ? 0 : (after - before) / (to - from) * 1000;
  }

  // Seconds until `total`; null while it is not known.
  left(total) {
    const rate = this.perSecond();
    return rate > 0 ? Math.ceil((total - this.#points.at(-1)[1]) / rate) : null;
  }
}

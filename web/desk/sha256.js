// SHA-256 (FIPS 180-4) of bytes that come in pieces. WebCrypto has no such thing: it wants the whole file in
// memory, and there is none of it on a page that came without TLS.

const fraction = (root, n) => Math.floor((root(n) % 1) * 2 ** 32) | 0;
const primes = [];
for (let n = 2; primes.length < 64; ++n) {
  if (primes.every(p => n % p)) primes.push(n);
}
const rounds = Int32Array.from(primes, p => fraction(Math.cbrt, p));
const start = primes.slice(0, 8).map(p => fraction(Math.sqrt, p));
const blockBytes = 64;

// Mixes whole blocks of `bytes` from `at` on into the state.
function mix(state, words, bytes, at, blocks) {
  for (let block = 0; block < blocks; ++block) {
    for (let i = 0; i < 16; ++i, at += 4)
      words[i] = bytes[at] << 24 | bytes[at + 1] << 16 | bytes[at + 2] << 8 | bytes[at + 3];
    for (let i = 16; i < 64; ++i) {
      const x = words[i - 15], y = words[i - 2];
      const s0 = (x >>> 7 | x << 25) ^ (x >>> 18 | x << 14) ^ x >>> 3;
      const s1 = (y >>> 17 | y << 15) ^ (y >>> 19 | y << 13) ^ y >>> 10;
      words[i] = words[i - 16] + s0 + words[i - 7] + s1 | 0;
    }
    let a = state[0], b = state[1], c = state[2], d = state[3], e = state[4], f = state[5], g = state[6], h = state[7];
    for (let i = 0; i < 64; ++i) {
      const s1 = (e >>> 6 | e << 26) ^ (e >>> 11 | e << 21) ^ (e >>> 25 | e << 7);
      const one = h + s1 + (e & f ^ ~e & g) + rounds[i] + words[i] | 0;
      const s0 = (a >>> 2 | a << 30) ^ (a >>> 13 | a << 19) ^ (a >>> 22 | a << 10);
      const two = s0 + (a & b ^ a & c ^ b & c) | 0;
      h = g; g = f; f = e; e = d + one | 0;
      d = c; c = b; b = a; a = one + two | 0;
    }
    state[0] += a; state[1] += b; state[2] += c; state[3] += d; state[4] += e; state[5] += f; state[6] += g; state[7] += h;
  }
}

export class Sha256 {
  #state = Int32Array.from(start);
  #words = new Int32Array(64);
  #rest = new Uint8Array(blockBytes); // of an unfinished block
  #restBytes = 0;
  #total = 0;

  update(bytes) {
    this.#total += bytes.length;
    let at = 0;
    if (this.#restBytes > 0) {
      at = Math.min(blockBytes - this.#restBytes, bytes.length);
      this.#rest.set(bytes.subarray(0, at), this.#restBytes);
      this.#restBytes += at;
      if (this.#restBytes < blockBytes) return;
      mix(this.#state, this.#words, this.#rest, 0, 1);
    }
    const blocks = Math.floor((bytes.length - at) / blockBytes);
    mix(this.#state, this.#words, bytes, at, blocks);
    const left = bytes.subarray(at + blocks * blockBytes);
    this.#rest.set(left);
    this.#restBytes = left.length;
  }

  // Hexadecimal digits. The object is of no use afterwards.
  finish() {
    const total = this.#total;
    const padding = new Uint8Array((this.#restBytes < 56 ? 56 : 120) - this.#restBytes + 8);
    padding[0] = 0x80;
    const length = new DataView(padding.buffer);
    length.setUint32(padding.length - 8, Math.floor(total / 2 ** 29));
    length.setUint32(padding.length - 4, total % 2 ** 29 * 8);
    this.update(padding);
    return Array.from(this.#state, word => (word >>> 0).toString(16).padStart(8, '0')).join('');
  }
}

// Bytes, hexadecimal digits, SHA-256.

export const hexOf = bytes =>
  Array.from(new Uint8Array(bytes), byte => byte.toString(16).padStart(2, '0')).join('');

// The bytes of lower-case hexadecimal digits; null for any other text, and for another length than `length`.
export function bytesOfHex(text, length) {
  if (typeof text !== 'string' || !/^(?:[0-9a-f]{2})*$/.test(text)) return null;
  if (length !== undefined && text.length !== 2 * length) return null;
  return Uint8Array.from(text.match(/../g) ?? [], pair => parseInt(pair, 16));
}

export const utf8 = text => new TextEncoder().encode(text);

// The SHA-256 of bytes (a buffer) in hexadecimal digits.
export const sha256 = async bytes => hexOf(await crypto.subtle.digest('SHA-256', bytes));

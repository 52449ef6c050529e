// Canonical JSON (docs/formats.md): one text for each value, so that a signature on the text is a signature on
// the value. Keys in ascending order, no white space, integers only; strings as JSON.stringify writes them.

export class NotCanonical extends Error {}

export function canonicalJson(value) {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
  if (value !== null && typeof value === 'object') {
    const members = Object.keys(value).sort().map(key => `${JSON.stringify(key)}:${canonicalJson(value[key])}`);
    return `{${members.join(',')}}`;
  }
  if (typeof value === 'number' && !Number.isSafeInteger(value)) throw new NotCanonical();
  return JSON.stringify(value);
}

// The value of a canonical text. Throws NotCanonical for any other text: among them are those with a key that
// stands there twice, of which one program would read the first and another one the last.
export function parseCanonical(text) {
  let value;
  try {
    value = JSON.parse(text);
  } catch {
    throw new NotCanonical();
  }
  if (canonicalJson(value) !== text) throw new NotCanonical();
  return value;
}

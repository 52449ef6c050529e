// Messages in the reader's language, from the same gettext catalogue as those of the programs (po/vi.po). A
// message is English with {} for each value; the catalogue has its translation with the values in any order
// ({0}, {1}) or in the same one ({}).

let translations = new Map();
let language = 'en';

export const currentLanguage = () => language;

// Without a catalogue (a buffer with a compiled .mo file), messages are English.
export function setLanguage(name, compiled) {
  language = name;
  translations = compiled ? readCompiled(compiled) : new Map();
}

// The message with its values.
export function tr(id, ...values) {
  let next = 0;
  const text = translations.get(id) || id;
  return text.replace(/\{(\d*)(?::date|:number)?\}/g, (whole, place) => values[place === '' ? next++ : Number(place)] ?? whole);
}

// The .mo format: two tables of (length, offset), of the messages and of their translations (GNU gettext manual,
// "The Format of GNU MO Files").
function readCompiled(buffer) {
  const view = new DataView(buffer);
  const little = view.getUint32(0, true) === 0x950412de;
  const word = at => view.getUint32(at, little);
  const text = new TextDecoder();
  const entry = (table, n) => text.decode(new Uint8Array(buffer, word(table + 8 * n + 4), word(table + 8 * n)));
  const found = new Map();
  for (let n = 0; n < word(8); ++n) {
    const id = entry(word(12), n);
    if (id !== '') found.set(id, entry(word(16), n));
  }
  return found;
}

// The files that somebody dropped, with those in dropped folders. Hidden files are left out.

const maxFiles = 5000;

const entriesOf = reader => new Promise(resolve => reader.readEntries(resolve, () => resolve([])));
const fileOf = entry => new Promise(resolve => entry.file(resolve, () => resolve(null)));

async function collect(entry, found) {
  if (entry.name.startsWith('.') || found.length >= maxFiles) return;
  if (entry.isFile) {
    const file = await fileOf(entry);
    if (file) found.push(file);
    return;
  }
  const reader = entry.createReader();
  // A reader gives a folder's entries in pieces; the last is empty.
  for (let some = await entriesOf(reader); some.length > 0; some = await entriesOf(reader)) {
    for (const one of some) await collect(one, found);
  }
}

export async function filesOf(transfer) {
  // They are there only until this function waits for the first time.
  const entries = [...transfer.items].map(item => item.webkitGetAsEntry()).filter(entry => entry);
  const found = [];
  for (const entry of entries) await collect(entry, found);
  return found;
}

// A draft file (docs/formats.md): one line of JSON, then the bytes of the files that it lists. Nothing in it is
// believed before it is checked against the signed hashes, because a hostile daemon may have written it.

import {sha256} from '../common/bytes.js';

export class BadDraft extends Error {}

const maxIndexBytes = 40 * 1024 * 1024;
const newline = 10;

async function endOfLine(blob) {
  const step = 1024 * 1024;
  for (let from = 0; from < Math.min(blob.size, maxIndexBytes); from += step) {
    const found = new Uint8Array(await blob.slice(from, from + step).arrayBuffer()).indexOf(newline);
    if (found >= 0) return from + found;
  }
  throw new BadDraft();
}

const isFile = file => Number.isSafeInteger(file?.bytes) && file.bytes >= 0 && /^[0-9a-f]{64}$/.test(file.sha256);

// {index, files: Map of SHA-256 to a blob that has not been read yet}. Throws BadDraft.
export async function readDraft(blob) {
  const end = await endOfLine(blob);
  let index;
  try {
    index = JSON.parse(new TextDecoder('utf-8', {fatal: true, ignoreBOM: true}).decode(await blob.slice(0, end).arrayBuffer()));
  } catch {
    throw new BadDraft();
  }
  if (index === null || typeof index !== 'object' || !Array.isArray(index.files) || !index.files.every(isFile)) throw new BadDraft();
  const files = new Map();
  let at = end + 1;
  for (const file of index.files) {
    files.set(file.sha256, blob.slice(at, at + file.bytes));
    at += file.bytes;
  }
  if (at !== blob.size) throw new BadDraft();
  return {index, files};
}

// The bytes of this file if they are those that were signed, as a blob of this type; else null.
export async function provenFile(files, wanted, type) {
  const blob = files.get(wanted.sha256);
  if (!blob || blob.size !== wanted.bytes) return null;
  const bytes = await blob.arrayBuffer();
  return await sha256(bytes) === wanted.sha256 ? new Blob([bytes], {type}) : null;
}

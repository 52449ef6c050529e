// A worker that reads a file piece by piece, so that hashing a long film neither fills the memory nor stops the
// page. It takes a File and posts {read} while it reads, then {sha256}, or {failed} where the file cannot be read.

import {Sha256} from './sha256.js';

const pieceBytes = 4 * 1024 * 1024;

addEventListener('message', async ({data: file}) => {
  const hash = new Sha256();
  try {
    for (let at = 0; at < file.size; at += pieceBytes) {
      hash.update(new Uint8Array(await file.slice(at, at + pieceBytes).arrayBuffer()));
      postMessage({read: Math.min(at + pieceBytes, file.size)});
    }
    postMessage({sha256: hash.finish()});
  } catch (error) {
    postMessage({failed: String(error)});
  }
});

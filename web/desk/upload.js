// A file on its way to the daemon, as the command sends it (admin-cli/commands/upload.cpp): the daemon alone knows
// how much has arrived; after each interruption it is asked, and the upload goes on from there.

import {Refused, read} from './daemon.js';

const pieceBytes = 8 * 1024 * 1024; // what a broken connection loses at most
const tries = 8;                    // without a byte that arrived
const maxPauseMs = 8000;

const stopped = () => new DOMException('stopped', 'AbortError');

// The SHA-256 of the file. `at(bytes)` hears how much has been read.
export function hashFile(file, at, signal) {
  return new Promise((resolve, reject) => {
    const worker = new Worker('/web/desk/hash_worker.js', {type: 'module'});
    const end = () => worker.terminate();
    signal.addEventListener('abort', () => { end(); reject(stopped()); }, {once: true});
    worker.onerror = () => { end(); reject(new Refused(0)); };
    worker.onmessage = ({data}) => {
      if (data.read !== undefined) return at(data.read);
      end();
      return data.sha256 ? resolve(data.sha256) : reject(new Unreadable());
    };
    worker.postMessage(file);
  });
}

// The file was changed, moved or removed since it was chosen.
export class Unreadable extends Error {}

// One request. Only XMLHttpRequest says how much of a body has gone out.
function put(path, body, range, sent, signal) {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    const abort = () => request.abort();
    signal.addEventListener('abort', abort);
    request.open('PUT', path);
    request.setRequestHeader('Bangtin-Message-Format', '2');
    request.setRequestHeader('Content-Type', 'application/octet-stream');
    request.setRequestHeader('Content-Range', range);
    request.upload.onprogress = event => sent(event.loaded);
    request.onloadend = () => {
      signal.removeEventListener('abort', abort);
      if (signal.aborted) return reject(stopped());
      let said = {};
      try {
        said = JSON.parse(request.responseText);
      } catch {
        // Something between the page and the daemon has answered.
      }
      return resolve({status: request.status, said});
    };
    request.send(body);
  });
}

const pause = (ms, signal) => new Promise((resolve, reject) => {
  const timer = setTimeout(resolve, ms);
  signal.addEventListener('abort', () => { clearTimeout(timer); reject(stopped()); }, {once: true});
});

function mayPass(status, said) {
  if (status === 409 && said.arrived === undefined) return true; // another request brings the same bytes
  return status === 0 || status === 408 || status === 429 || (status >= 500 && status !== 507);
}

// Sends what the daemon lacks of the file. `heard.at(bytes)` hears what has arrived, `heard.broken()` that the
// connection broke and is tried again.
export async function uploadFile(file, sha256, heard, signal) {
  const path = `/v1/uploads/${sha256}`;
  let state = await read(path), failures = 0, afresh = false;
  while (!state.complete) {
    const from = state.arrived, to = Math.min(from + pieceBytes, file.size);
    heard.at(from);
    const range = from < file.size ? `bytes ${from}-${to - 1}/${file.size}` : `bytes */${file.size}`;
    const {status, said} = await put(path, file.slice(from, to), range, n => heard.at(Math.min(from + n, to)), signal);
    if ((status === 200 || status === 409) && said.arrived !== undefined) {
      failures = said.complete || said.arrived > from ? 0 : failures + 1;
      state = said;
      if (failures < tries) continue;
    }
    // The bytes of an earlier try may be damaged: a second upload mends it.
    if (status === 422 && !afresh) {
      afresh = true;
      state = {arrived: 0};
      continue;
    }
    if (!mayPass(status, said) || ++failures >= tries) throw new Refused(status, said.what, said.remedy);
    heard.broken();
    await pause(Math.min(500 * 2 ** failures, maxPauseMs), signal);
    state = await askAgain(path, state);
  }
  heard.at(file.size);
}

// What the daemon has now; without an answer, what it had.
async function askAgain(path, before) {
  try {
    return await read(path);
  } catch (refused) {
    if (refused.status === undefined || !mayPass(refused.status, {})) throw refused;
    return before;
  }
}

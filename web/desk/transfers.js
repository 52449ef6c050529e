// The files that somebody loads, from the drop to the verdict. They go on while other views are open; a view
// listens to draw them. Each file is read, sent and ordered; then it is a job of the daemon, which is followed.

import {change, read, Refused} from './daemon.js';
import {hashFile, Unreadable, uploadFile} from './upload.js';
import {Rate} from './rate.js';

const atOnce = 2;       // files that are read and sent at the same time
const askJobsMs = 1000; // how long a job's progress may stand still
const jobsAtOnce = 4;   // that are asked about, oldest first
const maxKept = 500;    // rows of finished files

// A transfer: {file, words, state, done, rate, job, item, refused, broken}; `state` is waiting, reading, sending,
// ordered, accepted, duplicate, rejected or cancelled. `file` is a File, `words` what is said of it.
export const transfers = [];
const listeners = new Set();
const tell = () => listeners.forEach(one => one());

// Calls `heard` whenever something changed, until the returned function is called.
export function listen(heard) {
  listeners.add(heard);
  return () => listeners.delete(heard);
}

const final = new Set(['accepted', 'duplicate', 'rejected', 'cancelled']);
export const isFinal = one => final.has(one.state);
export const isOnItsWay = one => ['waiting', 'reading', 'sending'].includes(one.state);

export function addFiles(files, words) {
  for (const file of files) transfers.push({file, words, state: 'waiting', done: 0, stop: new AbortController()});
  while (transfers.length > maxKept && isFinal(transfers[0])) transfers.shift();
  tell();
  begin();
}

export async function cancel(one) {
  if (isFinal(one)) return;
  one.stop.abort();
  if (one.job) {
    try {
      await change('DELETE', `/v1/jobs/${one.job.id}`);
    } catch (refused) {
      if (refused.status === undefined) throw refused;
      return; // it has just ended; the next question about the job says how
    }
  }
  settle(one, 'cancelled');
}

export function tryAgain(one) {
  Object.assign(one, {state: 'waiting', done: 0, refused: null, job: null, stop: new AbortController()});
  tell();
  begin();
}

// Somebody else has signed in: what the person before was loading is none of theirs.
let person = null;
export function keepFor(name) {
  if (person !== null && person !== name) {
    for (const one of transfers) one.stop.abort();
    transfers.length = 0;
  }
  person = name;
}

export function forgetFinal() {
  transfers.splice(0, transfers.length, ...transfers.filter(one => !isFinal(one)));
  tell();
}

function settle(one, state, more = {}) {
  Object.assign(one, more, {state, broken: false});
  tell();
  begin();
}

// Starts what may start.
function begin() {
  const free = atOnce - transfers.filter(one => one.state === 'reading' || one.state === 'sending').length;
  for (const one of transfers.filter(each => each.state === 'waiting').slice(0, Math.max(0, free))) carry(one);
}

async function carry(one) {
  try {
    const {sha256, item, job} = await send(one);
    one.sha256 = sha256;
    if (item) await accept(one, item);
    else settle(one, 'ordered', {job});
    if (job) follow();
  } catch (refused) {
    if (refused.name === 'AbortError') return;
    if (!(refused instanceof Refused) && !(refused instanceof Unreadable)) throw refused;
    settle(one, 'rejected', {refused});
  }
}

function phase(one, state) {
  Object.assign(one, {state, done: 0, rate: new Rate()});
  tell();
}
function moved(one, done) {
  one.rate.add(performance.now(), done);
  Object.assign(one, {done, broken: false});
  tell();
}

async function send(one) {
  const {file, words, stop: {signal}} = one;
  phase(one, 'reading');
  const {bytes} = await read('/v1/media/limits');
  if (file.size === 0) throw new Refused(422, {id: '{} is empty', args: [file.name]}, {id: 'copy the file again from where it came', args: []});
  if (file.size > bytes) {
    const mb = n => String(Math.ceil(n / 1e6));
    throw new Refused(413, {id: 'the file has {} MB, and at most {} MB are allowed', args: [mb(file.size), mb(bytes)]},
      {id: 'make the file smaller, or raise the limit in bangtind.toml', args: []});
  }
  const sha256 = await hashFile(file, done => moved(one, done), signal);
  phase(one, 'sending');
  await uploadFile(file, sha256, {at: done => moved(one, done), broken: () => { one.broken = true; tell(); }}, signal);
  const {title, theme, owner} = words;
  const name = file.name.normalize('NFC').replace(/\p{Cc}/gu, '\uFFFD');
  const answer = await change('POST', '/v1/media', {sha256, file: name, title, theme, owner, link: ''});
  const said = await answer.json();
  return answer.status === 202 ? {sha256, job: said} : {sha256, item: said};
}

// The order has no word for the audience: it is written once the item is there, as "media edit" does.
async function accept(one, item) {
  const state = item.status === 'duplicate' ? 'duplicate' : 'accepted';
  const {audience} = one.words;
  if (state === 'accepted' && audience) await change('PATCH', `/v1/media/items/${item.id}`, {audience});
  settle(one, state, {item});
}

async function take(one, job) {
  one.job = job;
  if (job.state === 'failed') settle(one, 'rejected', {refused: new Refused(422, job.failure.what, job.failure.remedy)});
  else if (job.state === 'cancelled') settle(one, 'cancelled');
  else if (job.state === 'done') await accept(one, job.item);
}

let following = false;
async function follow() {
  if (following) return;
  following = true;
  const ordered = () => transfers.filter(one => one.state === 'ordered').slice(0, jobsAtOnce);
  for (let those = ordered(); those.length > 0; those = ordered()) {
    for (const one of those) {
      try {
        await take(one, await read(`/v1/jobs/${one.job.id}`));
      } catch (refused) {
        if (refused.status === undefined) throw refused;
        if (refused.status >= 400 && refused.status < 500 && refused.status !== 429) settle(one, 'rejected', {refused});
      }
    }
    tell();
    await new Promise(resolve => setTimeout(resolve, askJobsMs));
  }
  following = false;
}

addEventListener('beforeunload', event => {
  if (transfers.some(isOnItsWay)) event.preventDefault();
});

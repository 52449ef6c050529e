// The daemon's interface as the page uses it: the same that the command has. The browser sends the session's
// cookie with every request; no script can read it.

// What went wrong. `status` is 0 where the daemon did not answer; `what` and `remedy` are messages (words.js).
export class Refused extends Error {
  constructor(status, what = '', remedy = '') {
    super(`status ${status}`);
    Object.assign(this, {status, what, remedy});
  }
}

async function send(method, path, body) {
  const headers = {'Bangtin-Message-Format': '2'};
  if (body !== undefined) headers['Content-Type'] = 'application/json';
  let answer;
  try {
    answer = await fetch(path, {method, headers, body: body === undefined ? undefined : JSON.stringify(body),
      credentials: 'same-origin', cache: 'no-store', redirect: 'error'});
  } catch {
    throw new Refused(0);
  }
  if (answer.ok) return answer;
  let problem = {};
  try {
    problem = await answer.json();
  } catch {
    // Not the daemon's own words: something between it and the page has answered.
  }
  throw new Refused(answer.status, problem.what, problem.remedy);
}

export const read = async path => (await send('GET', path)).json();
export const picture = async path => (await send('GET', path)).blob();
export const change = (method, path, body) => send(method, path, body);

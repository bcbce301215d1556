// Calls of the API in the name of whoever has signed in.

const KEY = 'understudy-token';

// Silence for longer than two heartbeats (15 s each) means that the connection is dead, whatever TCP says.
const SILENCE_MILLIS = 40_000;
const AGAIN_AFTER_MILLIS = 2_000;

// Tells 'signed-in' and 'signed-out'. The token lives as long as the tab, and goes nowhere but into this header.
export const session = new EventTarget();

export const signedIn = () => sessionStorage.getItem(KEY) !== null;

// Keeps the token if the service knows it. Throws a Refusal otherwise.
export async function signIn(token) {
  await call('clusters?limit=1', { token });
  sessionStorage.setItem(KEY, token);
  session.dispatchEvent(new Event('signed-in'));
}

export function signOut() {
  sessionStorage.removeItem(KEY);
  session.dispatchEvent(new Event('signed-out'));
}

// What the service answered instead of what was asked for.
export class Refusal extends Error {
  constructor(status, problem) {
    super(problem?.detail || problem?.title || `The service answered with status ${status}.`);
    this.status = status;
    this.problem = problem;
  }
}

export async function get(path, signal) {
  return (await call(path, { signal })).json();
}

// Every item of a list, page by page.
export async function all(path, signal) {
  const items = [];
  let cursor;
  do {
    const query = new URLSearchParams({ limit: 200, ...(cursor && { cursor }) });
    const page = await get(`${path}${path.includes('?') ? '&' : '?'}${query}`, signal);
    items.push(...page.items);
    cursor = page.nextCursor;
  } while (cursor);
  return items;
}

// Follows server-sent events until tell() returns true or the signal aborts; comes back by itself with the last id.
// EventSource cannot send a token, so the stream is read by fetch.
export async function follow(path, { tell, lost, signal }) {
  let last;
  while (!signal.aborted) {
    try {
      const connection = new AbortController();
      const response = await call(path, {
        accept: 'text/event-stream',
        headers: last && { 'Last-Event-ID': last },
        signal: AbortSignal.any([signal, connection.signal]),
      });
      for await (const event of events(response.body, connection)) {
        last = event.id ?? last;
        if (tell(event.name, JSON.parse(event.data))) {
          connection.abort();
          return;
        }
      }
    } catch (failure) {
      if (signal.aborted || (failure instanceof Refusal && failure.status < 500)) {
        throw failure;
      }
      lost(failure);
    }
    await pause(AGAIN_AFTER_MILLIS, signal);
  }
}

// Calls look() now and again while the page is seen, each time that long after the last call has ended.
export async function repeat(look, millis, signal) {
  while (!signal.aborted) {
    if (!document.hidden) {
      await look();
    }
    await pause(millis, signal);
  }
}

function pause(millis, signal) {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, millis);
    signal.addEventListener('abort', () => (clearTimeout(timer), resolve()), { once: true });
  });
}

async function call(path, { token, accept = 'application/json', headers, signal } = {}) {
  const response = await fetch(`/api/v1/${path}`, {
    cache: 'no-store',
    headers: { ...headers, Accept: accept, Authorization: `Bearer ${token ?? sessionStorage.getItem(KEY)}` },
    signal,
  });
  if (response.ok) {
    return response;
  }
  if (response.status === 401 && !token) {
    signOut();
  }
  throw new Refusal(response.status, await response.json().catch(() => undefined));
}

async function* events(body, connection) {
  const reader = body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = '';
  for (;;) {
    const silence = setTimeout(() => connection.abort(new Error('The stream fell silent.')), SILENCE_MILLIS);
    const { value, done } = await reader.read().finally(() => clearTimeout(silence));
    if (done) {
      return;
    }
    const blocks = (rest + value).split(/\r?\n\r?\n/);
    rest = blocks.pop();
    for (const block of blocks) {
      const event = parsed(block);
      if (event.data) {
        yield event;
      }
    }
  }
}

function parsed(block) {
  const event = { name: 'message', data: '' };
  for (const line of block.split(/\r?\n/)) {
    const [, field, value] = /^([a-z]*): ?(.*)$/.exec(line) ?? [];
    if (field === 'event') {
      event.name = value;
    } else if (field === 'data') {
      event.data += value;
    } else if (field === 'id') {
      event.id = value;
    }
  }
  return event;
}

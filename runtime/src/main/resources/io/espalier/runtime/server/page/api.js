/** The server's resources. */
import { byId } from './dom.js';

/** What the server said is wrong: its message, and the whole error object as `error`. */
export class ServerError extends Error {
  constructor(status, error) {
    super(error?.message ?? `the server answered ${status}`);
    this.status = status;
    this.error = error ?? {};
  }
}

function headers(more) {
  const key = byId('key').value;
  return { ...more, ...(key ? { Authorization: `Bearer ${key}` } : {}) };
}

async function checked(response) {
  if (response.ok) return response;
  let body = {};
  try {
    body = await response.json();
  } catch {
    // A proxy's page; the status says enough.
  }
  throw new ServerError(response.status, body.error);
}

/** Gets JSON. */
export async function get(path) {
  return (await checked(await fetch(path, { headers: headers({}) }))).json();
}

/** Posts JSON and returns the JSON that comes back. */
export async function post(path, body) {
  const response = await fetch(path, {
    method: 'POST',
    headers: headers({ 'Content-Type': 'application/json' }),
    body: JSON.stringify(body),
  });
  return (await checked(response)).json();
}

/** Deletes a resource. */
export async function remove(path) {
  return (await checked(await fetch(path, { method: 'DELETE', headers: headers({}) }))).json();
}

/**
 * Posts JSON and yields the server-sent events of the answer as `{name, data}`, `data` parsed
 * unless it is `[DONE]`. `onOpen` gets the response's headers.
 */
export async function* events(path, body, signal, onOpen = () => {}) {
  const response = await checked(await fetch(path, {
    method: 'POST',
    headers: headers({ 'Content-Type': 'application/json', Accept: 'text/event-stream' }),
    body: JSON.stringify(body),
    signal,
  }));
  onOpen(response.headers);
  let rest = '';
  const decoder = new TextDecoder();
  const reader = response.body.getReader();
  for (;;) {
    const { value, done } = await reader.read();
    rest += decoder.decode(value, { stream: !done });
    let end = rest.indexOf('\n\n');
    while (end >= 0) {
      const event = parse(rest.slice(0, end));
      rest = rest.slice(end + 2);
      if (event) yield event;
      end = rest.indexOf('\n\n');
    }
    if (done) return;
  }
}

function parse(block) {
  let name = 'message';
  let data = '';
  for (const line of block.split('\n')) {
    if (line.startsWith('event: ')) name = line.slice(7);
    else if (line.startsWith('data: ')) data += line.slice(6);
  }
  if (data === '' || data === '[DONE]') return null;
  return { name, data: JSON.parse(data) };
}

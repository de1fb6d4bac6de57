/** A plain conversation with the model. */
import { events } from './api.js';
import { byId, make } from './dom.js';

let messages = [];
let running = null;

export function startChat() {
  byId('say').addEventListener('submit', event => {
    event.preventDefault();
    send();
  });
  byId('words').addEventListener('keydown', event => {
    if (event.key === 'Enter' && !event.shiftKey && !event.isComposing) {
      event.preventDefault();
      send();
    }
  });
  byId('stop').addEventListener('click', () => running?.abort());
  byId('clear').addEventListener('click', () => {
    running?.abort();
    messages = [];
    byId('messages').replaceChildren();
    byId('words').focus();
  });
}

function show(role, text) {
  const element = make(`p.message.${role}`, {}, text);
  byId('messages').append(element);
  element.scrollIntoView({ block: 'end' });
  return element;
}

async function send() {
  const text = byId('words').value.trim();
  if (!text || running) return;
  byId('words').value = '';
  messages.push({ role: 'user', content: text });
  show('user', text);
  const reply = show('assistant', '');
  const asked = messages;
  running = new AbortController();
  byId('stop').disabled = false;
  let content = '';
  try {
    const body = { messages: asked, stream: true };
    for await (const { data } of events('/v1/chat/completions', body, running.signal)) {
      if (data.error) throw new Error(data.error.message);
      content += data.choices?.[0]?.delta?.content ?? '';
      reply.textContent = content;
      reply.scrollIntoView({ block: 'end' });
    }
  } catch (problem) {
    if (problem.name !== 'AbortError') show('failed', problem.message);
  } finally {
    running = null;
    byId('stop').disabled = true;
    if (content) asked.push({ role: 'assistant', content });
    else reply.remove();
  }
}

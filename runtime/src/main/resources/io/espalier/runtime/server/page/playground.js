/** Edit, check, run: the program view. */
import { events, get, post, remove, ServerError } from './api.js';
import { ArgumentError, ArgumentsForm } from './arguments.js';
import { byId, later, make } from './dom.js';
import { Editor } from './editor.js';
import { RunView } from './runview.js';
import { startShare } from './share.js';

const FIRST = `/// Answers a question in one line.
prompt answer(question: string(max: 200)) -> string {
  user "\\{question}"
  assistant "\\[reply: string(max: 120), max: 60]"
  return reply
}
`;
const EXAMPLE_ARGUMENTS = { question: 'What is 21 + 17?' };

let programs = [];
let prompts = [];
let running = null;
const editor = new Editor(later(300, check));
const form = new ArgumentsForm(() => save());
const view = new RunView();

export async function startPlayground() {
  byId('example').addEventListener('change', () => open(byId('example').value));
  byId('prompt').addEventListener('change', showPrompt);
  byId('run').addEventListener('click', run);
  byId('cancel').addEventListener('click', cancel);
  document.addEventListener('keydown', event => {
    if ((event.ctrlKey || event.metaKey) && event.key === 'Enter' && !byId('program').hidden) run();
  });
  startShare(shared);
  await load();
}

/** Asks for the server's programs and shows the one that was edited last. */
export async function load() {
  try {
    programs = (await get('/v1/programs')).programs;
    byId('model').textContent = (await get('/v1/models')).data[0]?.id ?? '';
  } catch (problem) {
    say(problem.message, 'failed');
  }
  byId('example').replaceChildren(
    make('option', { value: '' }, 'your own'),
    ...programs.map(program => make('option', { value: program.name }, `${program.name}.sgl`)));
  const saved = localStorage.getItem('program');
  byId('example').value = saved === null ? (programs[0]?.name ?? '') : (localStorage.getItem('example') ?? '');
  if (saved === null) await open(byId('example').value);
  else {
    editor.text = saved;
    await check();
    form.fill(JSON.parse(localStorage.getItem('arguments') ?? '{}'));
  }
}

async function open(name) {
  const program = programs.find(each => each.name === name);
  editor.text = program?.source ?? FIRST;
  await check();
  if (!program) form.fill(EXAMPLE_ARGUMENTS);
}

/** The program of the server whose text is in the editor; it may import, a text of one's own may not. */
function served() {
  return programs.find(each => each.source === editor.text);
}

function save() {
  localStorage.setItem('program', editor.text);
  localStorage.setItem('example', served()?.name ?? '');
  localStorage.setItem('arguments', JSON.stringify(form.raw()));
}

async function check() {
  const program = served();
  byId('example').value = program?.name ?? '';
  try {
    const answer = program ? { diagnostics: [], prompts: program.prompts }
      : await post('/v1/programs/check', { source: editor.text });
    if (answer.diagnostics.length === 0 || answer.prompts.length > 0) prompts = answer.prompts;
    showDiagnostics(answer.diagnostics);
  } catch (problem) {
    say(problem.message, 'failed');
  }
  const chosen = byId('prompt').value;
  byId('prompt').replaceChildren(...prompts.map(each => make('option', {}, each.name)));
  byId('prompt').value = prompts.some(each => each.name === chosen) ? chosen : prompts.at(-1)?.name ?? '';
  showPrompt();
  save();
}

function showDiagnostics(diagnostics) {
  editor.show(diagnostics);
  byId('diagnostics').replaceChildren(...diagnostics.map(each => {
    const place = make('button.plain', { type: 'button' }, `${each.line}:${each.column}`);
    place.addEventListener('click', () => editor.goTo(each));
    return make(`li.${each.severity}`, {}, place, ` ${each.message} `,
      make('span.quiet', {}, [each.expected && `expected: ${each.expected}`, each.hint, each.code]
        .filter(Boolean).join(' · ')));
  }));
}

function current() {
  return prompts.find(each => each.name === byId('prompt').value);
}

function showPrompt() {
  const prompt = current();
  form.show(prompt);
  const bound = prompt?.bounds;
  byId('bounds').textContent = bound
    ? `at most ${bound.generatedTokens ?? 'any number of'} tokens, ${bound.branches ?? 'any number of'} branches`
    : '';
}

function shared() {
  const program = served();
  let args = {};
  try {
    args = form.values();
  } catch {
    // What cannot be read is left for its reader to fill in.
  }
  return {
    source: editor.text, name: program?.name, file: program?.name ?? 'program',
    prompt: byId('prompt').value, args, seed: Number(byId('seed').value) || 0,
  };
}

async function run() {
  if (running || !current()) return;
  const program = served();
  let args;
  try {
    args = form.values();
  } catch (problem) {
    if (!(problem instanceof ArgumentError)) throw problem;
    say(problem.message, 'failed');
    return;
  }
  save();
  running = { abort: new AbortController(), id: null };
  byId('run').disabled = true;
  byId('cancel').disabled = false;
  byId('outcome').replaceChildren();
  view.clear();
  const began = performance.now();
  const clock = setInterval(() => summarise(began, 'running'), 200);
  let ending = 'cancelled';
  try {
    const body = {
      ...(program ? { name: program.name } : { source: editor.text }),
      prompt: current().name, args, seed: Number(byId('seed').value) || 0,
    };
    const onOpen = headers => { running.id = headers.get('x-program-id'); };
    for await (const event of events('/v1/programs', body, running.abort.signal, onOpen)) {
      view.take(event);
      if (event.name === 'result') {
        ending = 'done';
        showResult(event.data);
      } else if (event.name === 'error') {
        ending = running.cancelled ? 'cancelled' : 'failed';
        if (!running.cancelled) showError(event.data.error);
      }
    }
  } catch (problem) {
    if (problem.name !== 'AbortError') {
      ending = 'failed';
      showError(problem instanceof ServerError ? { message: problem.message, ...problem.error }
        : { message: `the connection was lost: ${problem.message}` });
    }
  } finally {
    clearInterval(clock);
    view.stop();
    summarise(began, ending);
    running = null;
    byId('run').disabled = false;
    byId('cancel').disabled = true;
  }
}

/** Cancels the whole tree of branches; the stream then ends by itself. */
async function cancel() {
  if (!running) return;
  running.cancelled = true;
  try {
    if (running.id) await remove(`/v1/programs/${running.id}`);
    else running.abort.abort();
  } catch {
    running?.abort.abort();
  }
}

function summarise(began, state) {
  const seconds = (performance.now() - began) / 1000;
  const { cached, prefilled, forced, sampled } = view.totals();
  const asked = cached + prefilled;
  const parts = [`${state} · ${seconds.toFixed(1)} s`, `${view.branches.size} branches`,
    `${sampled} sampled`, `${forced} forced`, `${prefilled} read`, `${cached} cached`];
  if (asked > 0) parts.push(`hit rate ${((100 * cached) / asked).toFixed(0)} %`);
  if (sampled + forced > 0) parts.push(`${((sampled + forced) / seconds).toFixed(0)} tokens/s`);
  say(parts.join(' · '), state);
}

function say(text, state) {
  byId('summary').textContent = text;
  byId('summary').dataset.state = state;
}

function showResult({ result, failedChecks }) {
  byId('outcome').replaceChildren(
    ...failedChecks.map(check => make('p.failed', {}, `check failed: ${check}`)),
    make('h2', {}, 'Result'),
    make('pre', { tabindex: '0' }, typeof result === 'string' ? result : JSON.stringify(result, null, 2)));
}

function showError(error) {
  const problems = error.problems ?? [];
  byId('outcome').replaceChildren(
    make('h2.failed', {}, 'Failed'),
    make('p.failed', { role: 'alert' }, error.message),
    ...problems.map(each => make('p', {}, make('code', {}, each.pointer), ` ${each.message}`)));
  if (error.diagnostics) showDiagnostics(error.diagnostics);
}

/** What is in the editor as something to paste elsewhere. */
import { byId } from './dom.js';

/** Makes the dialog work. `now` returns `{source, name, file, prompt, args, seed}`,
 * `name` only where the text is that of a program of the server's. */
export function startShare(now) {
  const dialog = byId('shared');
  const tabs = [...dialog.querySelectorAll('[data-as]')];
  const show = kind => {
    tabs.forEach(tab => tab.setAttribute('aria-selected', String(tab.dataset.as === kind)));
    byId('snippet').textContent = WRITERS[kind](now());
  };
  tabs.forEach(tab => tab.addEventListener('click', () => show(tab.dataset.as)));
  byId('share').addEventListener('click', () => {
    show('curl');
    dialog.showModal();
  });
  byId('close').addEventListener('click', () => dialog.close());
  byId('copy').addEventListener('click', async () => {
    await navigator.clipboard.writeText(byId('snippet').textContent);
    byId('copy').textContent = 'Copied';
    setTimeout(() => { byId('copy').textContent = 'Copy'; }, 1500);
  });
}

/** A JSON value as a Java expression: records and maps are maps, whole numbers longs. */
function literal(value) {
  if (value === null) return 'null';
  if (Array.isArray(value)) return `Arrays.asList(${value.map(literal).join(', ')})`;
  if (typeof value === 'object') {
    const pairs = Object.entries(value).map(([key, each]) => `${literal(key)}, ${literal(each)}`);
    return `Map.of(${pairs.join(', ')})`;
  }
  if (typeof value === 'number') return Number.isInteger(value) ? `${value}L` : `${value}`;
  return JSON.stringify(value);
}

/** Quotes text for a POSIX shell. */
const shell = text => `'${text.replaceAll("'", `'\\''`)}'`;

const WRITERS = {
  curl({ source, name, prompt, args, seed }) {
    const body = { ...(name ? { name } : { source }), prompt, args, seed };
    return `curl -N ${location.origin}/v1/programs \\\n  -H 'Accept: text/event-stream' \\\n`
      + `  -d ${shell(JSON.stringify(body, null, 2))}\n`;
  },

  java({ prompt, args, file }) {
    const given = Object.values(args).map(literal);
    return 'import io.espalier.runtime.Engine;\nimport io.espalier.runtime.interpreter.RunOptions;\n'
      + 'import java.nio.file.Path;\nimport java.util.*;\n\n'
      + 'try (var engine = Engine.open("sapling")) {\n'
      + `  var program = engine.compile(Path.of("${file}.sgl"));   // the text under .sgl\n`
      + `  var result = program.run(\n      engine.backend(), program.prompt("${prompt}"),\n`
      + `      Arrays.asList(${given.join(',\n          ')}),\n      RunOptions.DEFAULT);\n`
      + '  System.out.println(result.value());\n}\n';
  },

  sgl({ source, prompt, args }) {
    return `${source.trimEnd()}\n\n// sgl run FILE.sgl --prompt ${prompt} --args ARGS.json, where ARGS.json is\n`
      + JSON.stringify(args, null, 2).split('\n').map(line => `// ${line}`).join('\n') + '\n';
  },
};

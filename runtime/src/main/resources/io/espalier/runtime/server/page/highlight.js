/** Splits the text of a program into coloured pieces. */

const KEYWORDS = new Set(('import schema as record enum union type fn prompt tool test system user '
  + 'assistant let gen with select from by fork collect race include aside call if else match case '
  + 'for in loop max break return yield assert check think contains map grammar true false null')
  .split(' '));
const TYPES = new Set('string int float bool json none'.split(' '));
const WORD = /[\p{L}_][\p{L}\p{N}_]*/uy;
const NUMBER = /\d[\d_]*(\.\d+)?([eE][+-]?\d+)?/y;

/** Returns `[text, kind]` pairs that together are the whole text. */
export function pieces(text) {
  const out = [];
  let at = 0;
  const take = (end, kind) => {
    if (end > at) out.push([text.slice(at, end), kind]);
    at = end;
  };
  const match = pattern => {
    pattern.lastIndex = at;
    return pattern.exec(text)?.[0];
  };
  const lineEnd = () => {
    const end = text.indexOf('\n', at);
    return end < 0 ? text.length : end;
  };

  /** Code, up to the closing bracket of a hole or the end of the text. */
  function code(closing) {
    let depth = 0;
    while (at < text.length) {
      const c = text[at];
      if (closing && depth === 0 && c === closing) return;
      if (text.startsWith('///', at)) take(lineEnd(), 'doc');
      else if (text.startsWith('//', at)) take(lineEnd(), 'comment');
      else if (text.startsWith('r"', at)) {
        const end = text.indexOf('"', at + 2);
        take(end < 0 || end > lineEnd() ? lineEnd() : end + 1, 'raw');
      } else if (text.startsWith('"""', at)) string('"""');
      else if (c === '"') string('"');
      else if (/\d/.test(c)) take(at + match(NUMBER).length, 'number');
      else {
        const word = match(WORD);
        if (word) take(at + word.length, kindOf(word));
        else {
          if (c === '{' || c === '[') depth++;
          if (c === '}' || c === ']') depth = Math.max(0, depth - 1);
          take(at + (text.codePointAt(at) > 0xffff ? 2 : 1), '');
        }
      }
    }
  }

  function kindOf(word) {
    if (KEYWORDS.has(word)) return 'keyword';
    return TYPES.has(word) || /^\p{Lu}/u.test(word) ? 'type' : '';
  }

  /** A string with its holes. */
  function string(quote) {
    let end = at + quote.length;
    const flush = () => take(end, 'string');
    for (;;) {
      if (end >= text.length || (quote === '"' && text[end] === '\n')) return flush();
      if (text.startsWith(quote, end)) {
        end += quote.length;
        return flush();
      }
      const two = text.slice(end, end + 2);
      if (two === '\\{' || two === '\\[') {
        flush();
        take(at + 2, 'hole');
        code(two === '\\{' ? '}' : ']');
        take(Math.min(text.length, at + 1), 'hole');
        end = at;
      } else end += text[end] === '\\' ? 2 : 1;
    }
  }

  code('');
  return out;
}

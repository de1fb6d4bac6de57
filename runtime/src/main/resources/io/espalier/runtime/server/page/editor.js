/** The text of the program: a text area over its coloured copy, with marks where it is wrong. */
import { byId, make } from './dom.js';
import { pieces } from './highlight.js';

export class Editor {
  /** @param onChange called with each change of the text */
  constructor(onChange) {
    const box = byId('editor');
    this.area = box.querySelector('textarea');
    this.copy = box.querySelector('code');
    this.frame = box.querySelector('pre');
    this.marks = [];
    this.area.addEventListener('input', () => {
      this.marks = [];
      this.draw();
      onChange();
    });
    this.area.addEventListener('scroll', () => {
      this.frame.scrollTop = this.area.scrollTop;
      this.frame.scrollLeft = this.area.scrollLeft;
    });
  }

  get text() {
    return this.area.value;
  }

  set text(value) {
    this.area.value = value;
    this.marks = [];
    this.draw();
  }

  /** Marks the places of diagnostics. */
  show(diagnostics) {
    const starts = [0];
    for (let at = this.text.indexOf('\n'); at >= 0; at = this.text.indexOf('\n', at + 1)) {
      starts.push(at + 1);
    }
    const offset = (line, column) => (starts[line - 1] ?? this.text.length) + column - 1;
    this.marks = diagnostics.map(d => {
      const from = offset(d.line, d.column);
      return {
        from,
        to: Math.max(from + 1, offset(d.endLine, d.endColumn)),
        kind: d.severity === 'error' ? 'wrong' : 'doubtful',
      };
    });
    this.draw();
  }

  /** Puts the caret where a diagnostic points. */
  goTo(diagnostic) {
    const lines = this.text.split('\n');
    const before = lines.slice(0, diagnostic.line - 1).reduce((sum, l) => sum + l.length + 1, 0);
    const at = before + diagnostic.column - 1;
    this.area.focus();
    this.area.setSelectionRange(at, at);
  }

  draw() {
    const nodes = [];
    let at = 0;
    for (const [text, kind] of pieces(this.text)) {
      let start = 0;
      // Cut a piece where a mark begins or ends.
      const cuts = this.marks.flatMap(m => [m.from - at, m.to - at])
        .filter(cut => cut > 0 && cut < text.length).sort((a, b) => a - b);
      for (const cut of [...cuts, text.length]) {
        const mark = this.marks.find(m => at + start >= m.from && at + start < m.to);
        const part = text.slice(start, cut);
        const classes = [kind, mark?.kind].filter(Boolean);
        nodes.push(classes.length ? make(`span.${classes.join('.')}`, {}, part) : part);
        start = cut;
      }
      at += text.length;
    }
    this.copy.replaceChildren(...nodes, '\n');
  }
}

/** A run as a tree of branches that grows while its events come. */
import { byId, make, stackedBar } from './dom.js';

const KINDS = ['cached', 'prefilled', 'forced', 'sampled'];
const WORDS = { cached: 'cached', prefilled: 'read', forced: 'forced', sampled: 'sampled' };

export class RunView {
  constructor() {
    this.tree = byId('tree');
    this.clear();
  }

  clear() {
    this.branches = new Map();
    this.tree.replaceChildren();
    this.began = performance.now();
  }

  /** Takes an event of the server's stream. */
  take({ name, data }) {
    switch (name) {
      case 'branch.open': this.open(data.path); break;
      case 'turn': this.at(data).add(make('span.turn', {}, data.role)); break;
      case 'text': this.at(data).text(data.text); break;
      case 'var.begin': this.at(data).begin(data.name, data.type); break;
      case 'var.delta': this.at(data).grow(data); break;
      case 'var.scores': this.at(data).scores(data); break;
      case 'var.end': this.at(data).end(); break;
      case 'branch.usage': this.at(data).use(data); this.scale(); break;
      case 'check.failed':
        this.at(data).add(make('p.failed', {}, `check failed: ${data.message}`));
        break;
      case 'branch.close': this.at(data).close(data.failed); break;
    }
  }

  open(path) {
    const parent = [...this.branches.values()]
      .filter(branch => path.startsWith(`${branch.path}/`))
      .sort((a, b) => b.path.length - a.path.length)[0];
    const branch = new BranchView(path, parent, this.began);
    this.branches.set(path, branch);
    (parent ? parent.forked(branch.short) : this.tree).append(branch.element);
  }

  at({ path }) {
    if (!this.branches.has(path)) this.open(path);
    return this.branches.get(path);
  }

  /** Bars of all branches share one scale, so that the shared prefix shows as equal lengths. */
  scale() {
    const totals = [...this.branches.values()].map(branch => branch.total());
    const whole = Math.max(1, ...totals);
    this.branches.forEach(branch => branch.drawBar(whole));
  }

  /** Sums what all branches have cost. */
  totals() {
    const sum = { cached: 0, prefilled: 0, forced: 0, sampled: 0 };
    for (const branch of this.branches.values()) {
      KINDS.forEach(kind => { sum[kind] += branch.usage[kind]; });
    }
    return sum;
  }

  /** Marks what is still open, when a run ended without saying so. */
  stop() {
    this.branches.forEach(branch => branch.abandon());
  }
}

class BranchView {
  constructor(path, parent, began) {
    this.path = path;
    this.began = began;
    this.opened = performance.now();
    this.usage = { cached: 0, prefilled: 0, forced: 0, sampled: 0 };
    this.waiting = [];
    this.bar = make('span.place');
    this.counts = make('span.quiet.counts');
    this.state = make('span.state', { title: 'running' }, '●');
    this.flow = make('div.flow');
    this.short = parent ? path.slice(parent.path.length + 1) : path;
    this.isFork = parent !== undefined;
    this.element = make('section.branch.running', { role: 'treeitem', 'data-path': path, 'aria-label': path },
      make('header', {}, this.state, make('b', { title: path }, this.short), this.bar, this.counts),
      this.flow);
  }

  add(node) {
    this.flow.append(node);
    return node;
  }

  /** Returns where the branches of a fork stand: behind what came before it. */
  forked(short) {
    const name = short.replace(/\[\d+\]$/, '');
    const last = this.flow.lastElementChild;
    if (last?.dataset.fork === name) return last;
    return this.add(make('div.children', { role: 'group', 'data-fork': name, 'aria-label': name }));
  }

  text(text) {
    this.waiting.push(this.add(make('span.text', {}, text)));
  }

  begin(name, type) {
    this.value = make('span.value');
    this.variable = this.add(make('span.variable', { title: type }, make('b', {}, name), this.value));
  }

  grow({ text, forced }) {
    const kind = forced ? 'forced' : 'sampled';
    const last = this.value.lastElementChild;
    if (last?.className === kind) last.append(text);
    else this.value.append(make(`span.${kind}`, {}, text));
  }

  scores({ scores, choices }) {
    const rows = scores.map(({ choice, logprob, probability }) => {
      const fill = make('i.sampled');
      fill.style.width = `${100 * probability}%`;
      return make('tr', {},
        make('td', {}, typeof choice === 'string' ? choice : JSON.stringify(choice)),
        make('td.fill', {}, fill),
        make('td.number', {}, `${(100 * probability).toFixed(1)} %`),
        make('td.number.quiet', { title: 'log-probability' }, (logprob || 0).toFixed(2).replace('-0.00', '0.00')));
    });
    if (choices > scores.length) {
      rows.push(make('tr', {}, make('td.quiet', { colspan: '4' }, `and ${choices - scores.length} more`)));
    }
    this.variable.append(make('table.scores', {}, make('tbody', {}, ...rows)));
  }

  end() {
    this.variable?.classList.add('whole');
  }

  /** What the branch has cost so far says where the text that waits came from. */
  use(usage) {
    const cached = usage.cached - this.usage.cached;
    const read = usage.prefilled - this.usage.prefilled;
    KINDS.forEach(kind => { this.usage[kind] = usage[kind]; });
    let left = cached + read === 0 ? 0
      : (cached / (cached + read)) * this.waiting.reduce((sum, span) => sum + span.textContent.length, 0);
    // A fork's cached tokens are those of its parent; its own text was read.
    if (this.isFork && read > 0) left = 0;
    for (const span of this.waiting) {
      const text = span.textContent;
      const cut = Math.min(text.length, Math.round(left));
      left -= cut;
      span.replaceChildren();
      if (cut > 0) span.append(make('span.cached', {}, text.slice(0, cut)));
      if (cut < text.length) span.append(make('span.prefilled', {}, text.slice(cut)));
    }
    this.waiting = [];
    this.counts.textContent = KINDS.filter(kind => this.usage[kind] > 0)
      .map(kind => `${this.usage[kind]} ${WORDS[kind]}`).join(' · ');
  }

  total() {
    return KINDS.reduce((sum, kind) => sum + this.usage[kind], 0);
  }

  drawBar(whole) {
    this.bar.replaceChildren(stackedBar(KINDS.map(kind => [kind, this.usage[kind]]), whole));
  }

  close(failed) {
    this.element.classList.remove('running');
    this.element.classList.toggle('broken', failed);
    const seconds = ((performance.now() - this.opened) / 1000).toFixed(1);
    this.state.textContent = failed ? '✕' : '✓';
    this.state.title = `${failed ? 'failed' : 'done'} after ${seconds} s`;
    this.counts.append(` · ${seconds} s`);
  }

  abandon() {
    if (!this.element.classList.contains('running')) return;
    this.element.classList.remove('running');
    this.element.classList.add('broken');
    this.state.textContent = '–';
    this.state.title = 'cancelled';
  }
}

/** Starts the page and switches between its views. */
import { startChat } from './chat.js';
import { byId } from './dom.js';
import { load, startPlayground } from './playground.js';
import { startTheme } from './theme.js';

const VIEWS = ['program', 'chat'];

function show(view) {
  for (const each of VIEWS) {
    const tab = byId(`tab-${each}`);
    byId(each).hidden = each !== view;
    tab.setAttribute('aria-selected', String(each === view));
    tab.tabIndex = each === view ? 0 : -1;
  }
  if (location.hash.slice(1) !== view) history.replaceState(null, '', `#${view}`);
}

for (const view of VIEWS) {
  byId(`tab-${view}`).addEventListener('click', () => show(view));
  byId(`tab-${view}`).addEventListener('keydown', event => {
    if (event.key !== 'ArrowLeft' && event.key !== 'ArrowRight') return;
    const other = VIEWS[1 - VIEWS.indexOf(view)];
    show(other);
    byId(`tab-${other}`).focus();
  });
}
window.addEventListener('hashchange', () => show(location.hash === '#chat' ? 'chat' : 'program'));
byId('key').addEventListener('change', load);
byId('unlock').addEventListener('submit', event => event.preventDefault());

startTheme();
startChat();
show(location.hash === '#chat' ? 'chat' : 'program');
await startPlayground();

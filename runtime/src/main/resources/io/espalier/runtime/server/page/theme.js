/** Light, dark, or as the system says. */
import { byId } from './dom.js';

const ORDER = ['', 'dark', 'light'];
const NAMES = { '': 'as the system', dark: 'dark', light: 'light' };

export function startTheme() {
  const button = byId('theme');
  const set = name => {
    document.documentElement.dataset.theme = name;
    button.title = `Colours: ${NAMES[name]}`;
    localStorage.setItem('theme', name);
  };
  set(localStorage.getItem('theme') ?? '');
  button.addEventListener('click', () => {
    const now = document.documentElement.dataset.theme ?? '';
    set(ORDER[(ORDER.indexOf(now) + 1) % ORDER.length]);
  });
}

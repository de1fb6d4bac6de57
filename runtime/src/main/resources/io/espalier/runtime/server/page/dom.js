/** Small pieces for building the page. */

/** Returns the element with an id. */
export const byId = id => document.getElementById(id);

/** Makes an element: class names behind the tag (`div.bar`), attributes, children or text. */
export function make(kind, attributes = {}, ...children) {
  const [tag, ...classes] = kind.split('.');
  const element = document.createElement(tag);
  element.className = classes.join(' ');
  for (const [name, value] of Object.entries(attributes)) {
    if (value === true) element.setAttribute(name, '');
    else if (value !== false && value != null) element.setAttribute(name, value);
  }
  element.append(...children);
  return element;
}

/** Makes an SVG-free stacked bar of counts; widths are shares of `whole`. */
export function stackedBar(parts, whole) {
  const bar = make('span.stack', { 'aria-hidden': 'true' });
  for (const [name, count] of parts) {
    const part = make(`i.${name}`);
    part.style.width = `${whole > 0 ? (100 * count) / whole : 0}%`;
    bar.append(part);
  }
  return bar;
}

/** Returns a function that calls `action` once, `milliseconds` after the last call. */
export function later(milliseconds, action) {
  let timer = 0;
  return () => {
    clearTimeout(timer);
    timer = setTimeout(action, milliseconds);
  };
}

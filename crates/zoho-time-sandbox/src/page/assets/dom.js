// Creation of elements. Data always becomes text, never markup.

/** An element with attributes, listeners (`onclick` and the like) and children. */
export function h(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === 'function') {
      element.addEventListener(name.slice(2), value);
    } else if (value === true) {
      element.setAttribute(name, '');
    } else if (value !== false && value !== null && value !== undefined) {
      element.setAttribute(name, value);
    }
  }
  element.append(...children.flat(Infinity).filter(isShown).map(asNode));
  return element;
}

const isShown = (child) => child !== null && child !== undefined && child !== false;

const asNode = (child) => (child instanceof Node ? child : document.createTextNode(String(child)));

/** The element with this id. */
export const byId = (id) => document.getElementById(id);

/** Replaces the children of an element. */
export function fill(element, ...children) {
  element.replaceChildren(...children.flat(Infinity).filter(isShown).map(asNode));
}

/** Text in which `code` between backticks is marked up. */
export function prose(text) {
  return text
    .trim()
    .split('`')
    .map((part, index) => (index % 2 === 1 ? h('code', {}, part) : part));
}

/** A `<details>` whose content is created when it is first opened. */
export function disclosure(attributes, summary, content) {
  const details = h('details', attributes, h('summary', {}, summary));
  details.addEventListener('toggle', () => details.append(content()), { once: true });
  return details;
}

/** Shows a message to the user and to screen readers. */
export function notice(text, isBad = false) {
  const line = byId('notice');
  line.textContent = text;
  line.classList.toggle('bad', isBad);
  clearTimeout(notice.timer);
  notice.timer = setTimeout(() => {
    line.textContent = '';
  }, 6000);
}

/** Shows an error, or nothing. */
export function problem(element, error) {
  if (!error) {
    element.replaceChildren();
  } else if (element.textContent !== error.message) {
    fill(element, h('p', { class: 'problem' }, error.message));
  }
}

/** A button that copies a text. */
export function copyButton(text, what) {
  return h('button', {
    type: 'button',
    class: 'small',
    'aria-label': `Copy ${what}`,
    onclick: async () => {
      try {
        await navigator.clipboard.writeText(text());
        notice(`Copied ${what}.`);
      } catch {
        notice('The browser does not allow copying; select the text instead.', true);
      }
    },
  }, 'Copy');
}

// The API reference.

import { get, send } from './api.js';
import { byId, fill, h, notice, problem, prose } from './dom.js';
import { knownIds } from './ids.js';
import { operationItem } from './reference-operation.js';
import { loadSpec } from './spec.js';

/** Values for the commands. */
const settings = { token: '', products: [], product: null, ids: {} };
let spec = null;
let isLoading = false;

export function start() {
  byId('reference-text').addEventListener('input', filter);
  byId('reference-product').addEventListener('change', (event) => {
    settings.product = settings.products.find(({ key }) => key === event.target.value);
    render();
  });
  byId('reference-token').addEventListener('click', async () => {
    try {
      const { access_token: token } = await send('POST', 'tokens', {});
      settings.token = token;
      settings.ids = await knownIds();
      render();
      notice('The curl commands have a token that is valid for an hour.');
    } catch (error) {
      notice(error.message, true);
    }
  });
}

export async function show(isShown) {
  if (!isShown || spec || isLoading) {
    return;
  }
  isLoading = true;
  try {
    const [document, about, ids] = await Promise.all([loadSpec(), get('page/about'), knownIds()]);
    settings.token = about.access_token;
    settings.ids = ids;
    settings.products = about.products.map((product) =>
      ({ ...product, key: product.base_path.split('/')[1] }));
    settings.product = settings.products[0];
    fill(byId('reference-product'), settings.products.map(({ key, name }) => h('option', { value: key }, name)));
    spec = document;
    problem(byId('reference-problem'), null);
    render();
  } catch (error) {
    problem(byId('reference-problem'), error);
  }
  isLoading = false;
}

function render() {
  const open = new Set([...document.querySelectorAll('.operation[open]')].map((each) => each.dataset.operation));
  fill(byId('operations-by-tag'), spec.tags.map(({ name, description, operations }) => {
    const served = operations.filter((operation) => spec.security(operation, settings.product.key));
    return h('section', { class: 'tag', 'aria-label': name },
      h('h2', {}, name),
      h('p', { class: 'muted' }, prose(description)),
      served.map((operation) => operationItem(spec, operation, settings)));
  }));
  for (const each of document.querySelectorAll('.operation')) {
    each.open = open.has(each.dataset.operation);
  }
  filter();
}

function filter() {
  const text = byId('reference-text').value.trim().toLowerCase();
  let count = 0;
  for (const tag of document.querySelectorAll('#operations-by-tag .tag')) {
    let inTag = 0;
    for (const item of tag.querySelectorAll('.operation')) {
      const fits = item.dataset.search.includes(text);
      item.hidden = !fits;
      inTag += fits ? 1 : 0;
    }
    tag.hidden = inTag === 0;
    count += inTag;
  }
  byId('reference-info').textContent = spec ? `${count} operations of ${settings.product.name}` : '';
}

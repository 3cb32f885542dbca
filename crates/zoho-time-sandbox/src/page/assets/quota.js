// What is left of the quota.

import { get } from './api.js';
import { byId, fill, h, problem } from './dom.js';
import { spoken } from './json.js';
import { Poll } from './poll.js';

const poll = new Poll(refresh, 2000);
let shown = '';

export function start() {
  // Nothing to prepare.
}

export function show(isShown) {
  if (isShown) {
    poll.start();
  } else {
    poll.stop();
  }
}

async function refresh() {
  const place = byId('quota');
  try {
    const quota = await get('quota');
    const text = JSON.stringify(quota);
    if (text !== shown) {
      shown = text;
      fill(place, tree(quota));
    }
  } catch (error) {
    shown = '';
    problem(place, error);
  }
}

function tree(value) {
  if (value === null || typeof value !== 'object') {
    return value === null ? h('span', { class: 'muted' }, '–') : String(value);
  }
  const entries = Object.entries(value);
  if (entries.length === 0) {
    return h('span', { class: 'muted' }, 'none');
  }
  return h('dl', { class: 'facts' }, entries.map(([name, part]) =>
    h('div', {}, h('dt', {}, Array.isArray(value) ? `${Number(name) + 1}.` : spoken(name)), h('dd', {}, tree(part)))));
}

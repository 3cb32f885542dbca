// The remaining quota.

import { get, send } from './api.js';
import { byId, fill, h, notice, problem } from './dom.js';
import { spoken } from './json.js';
import { Poll } from './poll.js';

const poll = new Poll(refresh, 2000);
let shown = '';

export function start() {
  byId('plan').addEventListener('submit', async (event) => {
    event.preventDefault();
    const plan = event.target.elements.plan.value;
    try {
      await send('PUT', 'limits', { plan });
      notice(plan === 'off' ? 'Nothing is limited.' : `The limits are those of the plan ${plan}.`);
    } catch (error) {
      notice(error.message, true);
    }
    poll.now();
  });
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
    const { quota, ...rest } = await get('quota');
    byId('plan').hidden = false;
    const text = JSON.stringify([quota, rest]);
    if (text !== shown) {
      shown = text;
      fill(place, quota === null
        ? h('p', { class: 'muted' }, 'Nothing is limited.')
        : tree(quota ?? rest));
    }
  } catch (error) {
    shown = '';
    byId('plan').hidden = true;
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

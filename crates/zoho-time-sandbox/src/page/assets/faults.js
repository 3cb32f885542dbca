// The armed rules.

import { get, send } from './api.js';
import { byId, fill, h, notice, problem } from './dom.js';
import { spoken } from './json.js';
import { Poll } from './poll.js';
import { startFaultForm } from './fault-form.js';

const poll = new Poll(refresh, 2000);
let shown = '';

export function start() {
  startFaultForm(() => poll.now());
}

export function show(isShown) {
  if (isShown) {
    poll.start();
  } else {
    poll.stop();
  }
}

async function refresh() {
  try {
    const { faults } = await get('faults');
    problem(byId('faults-problem'), null);
    byId('fault-form').hidden = false;
    const text = JSON.stringify(faults);
    if (text !== shown) {
      shown = text;
      render(faults);
    }
  } catch (error) {
    problem(byId('faults-problem'), error);
    byId('fault-form').hidden = true;
    shown = '';
    byId('faults').replaceChildren();
  }
}

function render(faults) {
  const list = byId('faults');
  const focused = document.activeElement.closest('[data-fault]')?.dataset.fault;
  fill(list, faults.length === 0
    ? h('li', { class: 'muted' }, 'No rule is armed.')
    : faults.map(item));
  if (focused) {
    list.querySelector(`[data-fault="${focused}"] button`)?.focus();
  }
}

function item({ id, rule, hits, left }) {
  return h('li', { 'data-fault': id, class: left === 0 ? 'spent' : null },
    h('span', { class: 'badge' }, `rule ${id}`),
    h('span', { class: 'what' },
      h('strong', {}, spoken(rule.action?.type ?? 'unknown')),
      ' on ',
      h('span', { class: 'mono' }, rule.operation ?? 'every operation'),
      h('span', { class: 'muted' }, conditions(rule))),
    h('span', { class: 'hits' }, hits === 1 ? '1 hit' : `${hits} hits`,
      left === null || left === undefined ? '' : `, ${left} left`),
    h('button', {
      type: 'button',
      class: 'small',
      'aria-label': `Disarm rule ${id}`,
      onclick: () => disarm(id),
    }, 'Disarm'));
}

function conditions({ action = {}, after, times, probability }) {
  const { type, ...parameters } = action;
  const parts = Object.entries(parameters)
    .filter(([, value]) => value !== null)
    .map(([name, value]) => `${spoken(name).toLowerCase()} ${value}`);
  if (after) {
    parts.push(`after ${after}`);
  }
  if (times) {
    parts.push(times === 1 ? 'once' : `${times} times`);
  }
  if (typeof probability === 'number') {
    parts.push(`with probability ${probability}`);
  }
  return parts.length === 0 ? '' : ` (${parts.join(', ')})`;
}

async function disarm(id) {
  try {
    await send('DELETE', `faults/${encodeURIComponent(id)}`);
    notice(`Rule ${id} is disarmed.`);
    byId('fault-form').elements.operation.focus();
  } catch (error) {
    notice(error.message, true);
  }
  poll.now();
}

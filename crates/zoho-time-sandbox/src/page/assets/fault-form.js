// The form that arms a rule. It writes the rule as JSON, which is what is sent, so that a rule
// which the fields cannot say can be written by hand.

import { send } from './api.js';
import { byId, fill, h, notice } from './dom.js';
import { spoken } from './json.js';
import { loadSpec } from './spec.js';

const number = (name, attributes) => ({ name, attributes: { type: 'number', step: '1', ...attributes } });
const text = (name, attributes) => ({ name, attributes: { type: 'text', ...attributes } });
const wait = number('milliseconds', { min: '0', placeholder: 'default' });
const status = number('status', { min: '100', max: '599', placeholder: 'default' });

/** What can happen to an answer, with what can be said about it. */
const ACTIONS = {
  status: [
    number('status', { min: '100', max: '599', value: '500', required: true }),
    number('code', { value: '1000' }),
    text('message', { value: 'Internal error' }),
  ],
  html: [status],
  delay: [wait],
  stall_before: [],
  stall_body: [],
  truncate: [],
  malformed_json: [],
  wrong_content_type: [],
  reset_before_headers: [],
  reset_after_headers: [],
  slow_drip: [],
  commit_then_reset: [],
  lie_has_more_page: [],
  rate_limited: [],
};

/** Makes the form work; `onArmed` is told when there is another rule. */
export function startFaultForm(onArmed) {
  const form = byId('fault-form');
  const fields = form.elements;
  fill(fields.type, Object.keys(ACTIONS).map((type) => h('option', { value: type }, spoken(type))));
  fields.type.addEventListener('change', () => showAction(fields));
  form.addEventListener('input', (event) => {
    if (event.target !== fields.rule) {
      write(fields);
    }
  });
  form.addEventListener('submit', async (event) => {
    event.preventDefault();
    if (await arm(fields.rule.value)) {
      onArmed();
    }
  });
  showAction(fields);
  suggestOperations();
}

function showAction(fields) {
  fill(byId('fault-action'), ACTIONS[fields.type.value].map(({ name, attributes }) =>
    h('label', {}, spoken(name), ' ', h('input', { name: `action.${name}`, ...attributes }))));
  write(fields);
}

function write(fields) {
  const action = { type: fields.type.value };
  for (const { name } of ACTIONS[action.type]) {
    const value = valueOf(fields[`action.${name}`]);
    if (value !== null) {
      action[name] = value;
    }
  }
  const rule = { operation: valueOf(fields.operation), after: valueOf(fields.after) ?? 0 };
  for (const name of ['times', 'probability']) {
    rule[name] = valueOf(fields[name]);
  }
  fields.rule.value = JSON.stringify({ ...rule, action }, null, 2);
}

function valueOf({ type, value }) {
  const trimmed = value.trim();
  if (trimmed === '') {
    return null;
  }
  return type === 'number' ? Number(trimmed) : trimmed;
}

async function arm(json) {
  try {
    await send('POST', 'faults', JSON.parse(json));
    notice('The rule is armed.');
    return true;
  } catch (error) {
    notice(error instanceof SyntaxError ? `The rule is not JSON: ${error.message}` : error.message, true);
    return false;
  }
}

async function suggestOperations() {
  try {
    const spec = await loadSpec();
    fill(byId('operations'), spec.operations.map(({ id }) => h('option', { value: id })));
  } catch {
    // Without the spec there are no suggestions; the field takes any name all the same.
  }
}

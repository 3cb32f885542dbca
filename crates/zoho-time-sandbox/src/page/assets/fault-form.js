// The form for arming a rule. It edits the JSON that is sent, so that a rule beyond its fields can be written
// by hand.

import { send } from './api.js';
import { byId, fill, h, notice } from './dom.js';
import { spoken } from './json.js';
import { loadSpec } from './spec.js';

const number = (name, attributes) => ({ name, attributes: { type: 'number', step: '1', min: '0', ...attributes } });
const text = (name, attributes) => ({ name, attributes: { type: 'text', ...attributes } });
const choice = (name, choices) => ({ name, choices, attributes: {} });

const status = (value) => number('status', { min: '200', max: '599', value, required: true });
const milliseconds = (name, value) => number(name, { value, required: true });
const bytes = (name, value) => number(name, { value, required: true });
const patience = number('ms', { placeholder: 'until the client disconnects' });

/** The fault actions and their parameters. */
const ACTIONS = {
  status: [status('500'), number('code', { value: '1000', required: true }), text('message', { value: 'Internal error' })],
  html: [status('502')],
  rate_limited: [choice('code', [43, 44, 45, 1070]), number('retry_after', { placeholder: 'not sent' })],
  delay: [milliseconds('ms', '1000')],
  stall_before: [patience],
  stall_body: [bytes('after_bytes', '20'), patience],
  truncate: [bytes('bytes', '20')],
  slow_drip: [bytes('bytes', '10'), milliseconds('every_ms', '100')],
  malformed_json: [],
  wrong_content_type: [],
  lie_has_more_page: [choice('value', [true, false])],
  reset_before_headers: [],
  reset_after_headers: [bytes('bytes', '20')],
  commit_then_reset: [],
};

/** Sets up the form; calls `onArmed` when a rule has been armed. */
export function startFaultForm(onArmed) {
  const form = byId('fault-form');
  const fields = form.elements;
  fill(fields.type, Object.keys(ACTIONS).map((type) => h('option', { value: type }, spoken(type))));
  fields.type.addEventListener('change', () => showAction(fields));
  byId('fault-action').addEventListener('change', () => write(fields));
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
  fill(byId('fault-action'), ACTIONS[fields.type.value].map((field) =>
    h('label', {}, spoken(field.name), ' ', input(field))));
  write(fields);
}

function input({ name, choices, attributes }) {
  const own = { name: `action.${name}`, ...attributes };
  return choices
    ? h('select', own, choices.map((each) => h('option', { value: String(each) }, each)))
    : h('input', own);
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
  // The options are numbers and booleans.
  return type === 'number' || type === 'select-one' ? JSON.parse(trimmed) : trimmed;
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
    // Without the spec there are no suggestions; the field still accepts any name.
  }
}

// The records as tables.

import { get } from './api.js';
import { byId, fill, h, problem } from './dom.js';
import { moment, spoken } from './json.js';
import { Poll } from './poll.js';

const state = { organization: null, table: 'time_entries', page: 1 };
const shown = { overview: '', records: '' };
const poll = new Poll(refresh, 2000);

export function start() {
  byId('organization').addEventListener('change', (event) => {
    turn({ organization: event.target.value, page: 1 });
  });
  byId('per-page').addEventListener('change', () => turn({ page: 1 }));
  byId('previous').addEventListener('click', () => turn({ page: state.page - 1 }));
  byId('next').addEventListener('click', () => turn({ page: state.page + 1 }));
  document.addEventListener('sandbox:changed', () => poll.now());
}

export function show(isShown) {
  if (isShown) {
    poll.start();
  } else {
    poll.stop();
  }
}

function turn(change) {
  Object.assign(state, change);
  poll.now();
}

async function refresh() {
  const wanted = { ...state };
  const scope = { organization_id: wanted.organization };
  try {
    const [overview, records] = await Promise.all([
      get('data', scope),
      get(`data/${wanted.table}`, { ...scope, page: wanted.page, per_page: byId('per-page').value }),
    ]);
    const last = Math.max(1, Math.ceil(records.total / records.per_page));
    if (records.page > last) {
      turn({ page: last });
      return;
    }
    problem(byId('data-problem'), null);
    // What has not changed stays as it is, so that nobody loses the focus or a selection.
    update('overview', { ...overview, table: wanted.table }, showOverview);
    update('records', records, showRecords);
  } catch (error) {
    problem(byId('data-problem'), error);
    if (error.status === 404 && state.organization !== null) {
      state.organization = null;
    }
  }
}

function update(part, content, render) {
  const text = JSON.stringify(content);
  if (shown[part] !== text) {
    shown[part] = text;
    render(content);
  }
}

function showOverview(overview) {
  const choice = byId('organization');
  fill(choice, overview.organizations.map(({ organization_id, name }) =>
    h('option', { value: organization_id }, `${name} (${organization_id})`)));
  choice.value = overview.organization_id;

  const focused = document.activeElement?.dataset?.table;
  fill(byId('tables'), overview.tables.map(({ name, count }) => h('li', {}, h('button', {
    type: 'button',
    'data-table': name,
    'aria-current': name === overview.table ? 'true' : null,
    onclick: () => turn({ table: name, page: 1 }),
  }, h('span', {}, spoken(name)), h('span', { class: 'count' }, count)))));
  if (focused) {
    byId('tables').querySelector(`[data-table="${focused}"]`)?.focus();
  }

  const running = overview.running_timers;
  byId('running').hidden = running === 0;
  byId('running').textContent = running === 1 ? '1 timer running' : `${running} timers running`;
}

function showRecords({ table, columns, rows, page, per_page, total }) {
  fill(byId('records'),
    h('caption', {}, spoken(table)),
    h('thead', {}, h('tr', {}, columns.map(({ name, form }) =>
      h('th', { scope: 'col', class: form }, spoken(name))))),
    h('tbody', {}, rows.length === 0
      ? h('tr', {}, h('td', { colspan: columns.length, class: 'muted' }, 'Nothing here yet.'))
      : rows.map((row) => h('tr', { class: row.timer_started ? 'running' : null },
        columns.map((column) => cell(column, row[column.name]))))));

  const first = (page - 1) * per_page + 1;
  const last = first + rows.length - 1;
  byId('page-info').textContent = rows.length === 0 ? 'none' : `${first} to ${last} of ${total}`;
  byId('previous').disabled = page <= 1;
  byId('next').disabled = last >= total;
}

function cell({ name, form }, value) {
  const attributes = { class: form };
  if (value === null || value === '') {
    return h('td', attributes, h('span', { class: 'muted' }, '–'));
  }
  switch (form) {
    case 'flag':
      return h('td', attributes, value ? 'yes' : 'no');
    case 'moment': {
      const time = h('time', { datetime: value }, moment(value));
      return h('td', attributes, name === 'timer_started'
        ? [h('span', { class: 'badge running' }, 'running'), ' ', time]
        : time);
    }
    case 'text':
      return h('td', attributes, h('div', { class: 'text' }, value));
    default:
      return h('td', attributes, value);
  }
}

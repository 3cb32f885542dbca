// Records as tables.

import { get } from './api.js';
import { byId, fill, h, problem } from './dom.js';
import { moment, spoken } from './json.js';
import { Poll } from './poll.js';

const state = { organization: null, table: 'time_entries', page: 1 };
/** The rendered data of each part, as JSON. */
const shown = {};
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
    // Do not replace unchanged elements, so that focus and selection are kept.
    const { organization_id, organizations, tables, running_timers } = overview;
    update('organizations', { organization_id, organizations }, showOrganizations);
    update('tables', { tables, table: wanted.table }, showTables);
    update('timers', running_timers, showTimers);
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

function showOrganizations({ organization_id, organizations }) {
  const choice = byId('organization');
  fill(choice, organizations.map(({ organization_id: id, name }) => h('option', { value: id }, `${name} (${id})`)));
  choice.value = organization_id;
}

function showTables({ tables, table }) {
  const list = byId('tables');
  if (list.children.length !== tables.length) {
    fill(list, tables.map(({ name }) => h('li', {}, h('button', {
      type: 'button',
      'data-table': name,
      onclick: () => turn({ table: name, page: 1 }),
    }, h('span', {}, spoken(name)), h('span', { class: 'count' })))));
  }
  for (const { name, count } of tables) {
    const button = list.querySelector(`[data-table="${name}"]`);
    button.querySelector('.count').textContent = count;
    if (name === table) {
      button.setAttribute('aria-current', 'true');
    } else {
      button.removeAttribute('aria-current');
    }
  }
}

function showTimers(running) {
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

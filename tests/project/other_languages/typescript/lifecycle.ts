// The life of a project, from signing in to its deletion. Every value has a type that the generator
// derived from the spec: tsc would reject a field that does not exist.

import assert from 'node:assert/strict';

import { type Api, type Schemas, client, signIn, variable } from './api.js';

/// The data of a call that must not fail.
function ok<T>(outcome: { data?: T; error?: Schemas['ErrorResponse']; response: Response }): T {
  assert.equal(outcome.error, undefined, outcome.response.url);
  assert.ok(outcome.data !== undefined);
  return outcome.data;
}

/// Minutes in a span of time. It comes as `HH:mm`, and nothing as `0.00` or `0`.
function minutes(hours: Schemas['Hours'] | undefined): number {
  const [whole = '0', rest = '0'] = String(hours ?? 0).split(':');
  return Number(whole) * 60 + Number(rest);
}

/// All tasks of a project, page by page. Live servers send them under `task`.
async function tasks(api: Api, project_id: string): Promise<Schemas['Task'][]> {
  const all: Schemas['Task'][] = [];
  for (let page = 1; ; page += 1) {
    const answer = ok(
      await api.GET('/projects/{project_id}/tasks', {
        params: { path: { project_id }, query: { page, per_page: 2 } },
      }),
    );
    all.push(...(answer.tasks ?? answer.task ?? []));
    if (!answer.page_context?.has_more_page) return all;
  }
}

/// All time entries of a project, of any day, page by page.
async function timeEntries(api: Api, project_id: string): Promise<Schemas['TimeEntry'][]> {
  const all: Schemas['TimeEntry'][] = [];
  for (let page = 1; ; page += 1) {
    const query = { project_id, filter_by: 'Date.All', page, per_page: 2 } as const;
    const answer = ok(await api.GET('/projects/timeentries', { params: { query } }));
    all.push(...answer.time_entries);
    if (!answer.page_context?.has_more_page) return all;
  }
}

// A token that was never valid has the code of an expired one, so that a client gets a new one.
const refused = await client('1000.never.valid').GET('/projects');
assert.equal(refused.response.status, 401);
assert.equal(refused.error?.code, 57);

const api = client(await signIn());

// A project with a user.
const created = ok(
  await api.POST('/projects', {
    body: {
      project_name: 'Lighthouse lens',
      customer_id: variable('CUSTOMER_ID'),
      billing_type: 'based_on_task_hours',
      users: [{ user_id: variable('USER_ID'), rate: '70.00' }],
    },
  }),
);
const { project_id } = created.project;
assert.equal(created.project.project_name, 'Lighthouse lens');

// Tasks, over two pages.
for (const task_name of ['Survey', 'Grinding', 'Polishing']) {
  const added = ok(
    await api.POST('/projects/{project_id}/tasks', {
      params: { path: { project_id } },
      body: { task_name, rate: 80.5 },
    }),
  );
  assert.equal(added.task.task_name, task_name);
}
const parts = await tasks(api, project_id);
assert.deepEqual(parts.map((task) => task.task_name).sort(), ['Grinding', 'Polishing', 'Survey']);
const survey = parts.find((task) => task.task_name === 'Survey');
assert.ok(survey !== undefined);
const path = { project_id, task_id: survey.task_id };
const { task } = ok(await api.GET('/projects/{project_id}/tasks/{task_id}', { params: { path } }));
assert.equal(Number(task.rate), 80.5);

// Time on one of them, over two pages too.
const work = { project_id, task_id: survey.task_id, user_id: variable('USER_ID') };
for (const log_date of ['2026-03-02', '2026-03-03', '2026-03-04']) {
  const body = { ...work, log_date, log_time: '01:30' };
  const logged = ok(await api.POST('/projects/timeentries', { body }));
  assert.equal(minutes(logged.time_entry.log_time), 90);
}
const entries = await timeEntries(api, project_id);
assert.equal(entries.length, 3);
assert.equal(entries.reduce((sum, entry) => sum + minutes(entry.log_time), 0), 270);
const project = ok(await api.GET('/projects/{project_id}', { params: { path: { project_id } } }));
assert.equal(minutes(project.project.total_hours), 270);

// A timer, which a user has only one of.
const { time_entry_id } = entries[0]!;
const start = () =>
  api.POST('/projects/timeentries/{time_entry_id}/timer/start', {
    params: { path: { time_entry_id } },
  });
assert.equal(ok(await start()).time_entry.time_entry_id, time_entry_id);
const twice = await start();
assert.equal(twice.response.status, 400);
assert.equal(twice.error?.code, 20050);
const running = ok(await api.GET('/projects/timeentries/runningtimer/me')).time_entry;
assert.ok(typeof running === 'object' && running.time_entry_id === time_entry_id);
const stopped = ok(await api.POST('/projects/timeentries/timer/stop'));
assert.equal(stopped.time_entry.time_entry_id, time_entry_id);

// And all of it away again.
for (const entry of entries) {
  const path = { time_entry_id: entry.time_entry_id };
  ok(await api.DELETE('/projects/timeentries/{time_entry_id}', { params: { path } }));
}
ok(await api.DELETE('/projects/{project_id}/tasks/{task_id}', { params: { path } }));
ok(await api.DELETE('/projects/{project_id}', { params: { path: { project_id } } }));
const gone = await api.GET('/projects/{project_id}', { params: { path: { project_id } } });
assert.equal(gone.response.status, 404);
assert.equal(gone.error?.code, 1002);

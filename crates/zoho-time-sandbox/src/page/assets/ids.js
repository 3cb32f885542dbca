// Ids of existing records, for the examples of the reference.

import { get } from './api.js';

/** Tables that provide ids; earlier ones take precedence. */
const TABLES = ['comments', 'time_entries', 'tasks', 'project_users', 'projects', 'users', 'customers'];

/** An id for each kind of record of the first organization, by field name. */
export async function knownIds() {
  const first = { page: 1, per_page: 1 };
  const overview = await get('data');
  const ids = { organization_id: overview.organization_id };
  for (const { rows, columns } of await Promise.all(TABLES.map((table) => get(`data/${table}`, first)))) {
    const row = rows[0] ?? {};
    // Related ids come from one row: a task belongs to one project only.
    if (ids.project_id && row.project_id && row.project_id !== ids.project_id) {
      continue;
    }
    for (const { name, form } of columns) {
      if (form === 'id' && row[name]) {
        ids[name] ??= row[name];
      }
    }
  }
  return ids;
}

/** An example with its ids replaced by these. */
export function withIds(example, ids) {
  if (Array.isArray(example)) {
    return example.map((item) => withIds(item, ids));
  }
  if (example === null || typeof example !== 'object') {
    return example;
  }
  return Object.fromEntries(Object.entries(example).map(([name, value]) =>
    [name, typeof value === 'string' && ids[name] ? ids[name] : withIds(value, ids)]));
}

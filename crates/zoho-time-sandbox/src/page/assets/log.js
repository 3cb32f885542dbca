// The list of requests with its filters.

import { address } from './api.js';
import { byId, fill, h, notice, problem } from './dom.js';
import { entryItem, searchText } from './log-entry.js';
import { Feed } from './log-feed.js';

/** Name in the filter for requests without an operation. */
const NONE = '(none)';

const feed = new Feed(render);
/** The elements of the displayed entries, so that expanded ones stay open. */
const items = new Map();

export function start() {
  byId('log-har').href = address('log.har');
  byId('log-text').addEventListener('input', render);
  byId('log-operation').addEventListener('change', render);
  byId('log-status').addEventListener('change', render);
  byId('log-pause').addEventListener('click', (event) => {
    const button = event.currentTarget;
    const isPaused = button.getAttribute('aria-pressed') !== 'true';
    button.setAttribute('aria-pressed', String(isPaused));
    feed.pause(isPaused);
  });
  byId('log-clear').addEventListener('click', async () => {
    try {
      await feed.clear();
      notice('The log is empty.');
    } catch (error) {
      notice(error.message, true);
    }
  });
  feed.start();
}

export function show(isShown) {
  if (isShown) {
    feed.start();
  }
}

function render() {
  problem(byId('log-problem'), feed.error);
  showOperations();
  const wanted = feed.entries.filter(fits());
  const kept = new Set(feed.entries.map(({ seq }) => seq));
  for (const seq of items.keys()) {
    if (!kept.has(seq)) {
      items.delete(seq);
    }
  }
  sync(byId('log'), wanted.map(item));
  byId('log-info').textContent = feed.error ? '' : summary(wanted.length);
}

function item(entry) {
  if (!items.has(entry.seq)) {
    items.set(entry.seq, entryItem(entry));
  }
  return items.get(entry.seq);
}

/** Sets the children of a list, without moving those in place already. */
function sync(list, children) {
  const wanted = new Set(children);
  for (const child of [...list.children]) {
    if (!wanted.has(child)) {
      child.remove();
    }
  }
  children.forEach((child, index) => {
    if (list.children[index] !== child) {
      list.insertBefore(child, list.children[index] ?? null);
    }
  });
}

function fits() {
  const text = byId('log-text').value.trim().toLowerCase();
  const operation = byId('log-operation').value;
  const status = byId('log-status').value;
  return (entry) =>
    (operation === '' || (entry.operation ?? NONE) === operation)
    && (status === '' || (status === 'injected' ? entry.injected : String(entry.status).startsWith(status)))
    && (text === '' || searchText(entry).includes(text));
}

function showOperations() {
  const choice = byId('log-operation');
  const names = [...new Set(feed.entries.map(({ operation }) => operation ?? NONE))].sort();
  if (choice.value !== '' && !names.includes(choice.value)) {
    names.push(choice.value);
  }
  const known = [...choice.options].slice(1).map(({ value }) => value);
  if (choice.options.length === 0 || names.join() !== known.join()) {
    const chosen = choice.value;
    fill(choice, h('option', { value: '' }, 'all'), names.map((name) => h('option', { value: name }, name)));
    choice.value = chosen;
  }
}

function summary(count) {
  const all = feed.entries.length;
  const shown = count === all ? `${all} requests` : `${count} of ${all} requests`;
  if (feed.isPaused) {
    return `${shown}, paused with ${feed.waiting} more waiting`;
  }
  return feed.isLive ? `${shown}, live` : `${shown}, not live`;
}

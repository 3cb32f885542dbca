// The clock of the sandbox.

import { get, send } from './api.js';
import { byId, notice } from './dom.js';
import { moment } from './json.js';
import { Poll } from './poll.js';

/** The last time reported by the sandbox, and when, by the clock of the browser. */
let reported = null;

export function start() {
  byId('clock-freeze').addEventListener('click', () => move({ frozen: !reported?.frozen }));
  for (const button of document.querySelectorAll('[data-advance]')) {
    button.addEventListener('click', () => move({ advance_seconds: Number(button.dataset.advance) }));
  }
  onSubmit('clock-advance', (form) => move({ advance_seconds: Number(form.seconds.value) }));
  onSubmit('clock-set', (form) => {
    const time = form.now.value.length === 16 ? `${form.now.value}:00` : form.now.value;
    return move({ now: `${time}Z` });
  });
  // Another client may set it, too.
  new Poll(refresh, 2000).start();
  setInterval(tick, 250);
}

export function show() {
  // The header shows the clock as well, so it is always updated.
}

function onSubmit(id, act) {
  byId(id).addEventListener('submit', (event) => {
    event.preventDefault();
    act(event.target.elements);
  });
}

async function refresh() {
  try {
    take(await get('clock'));
  } catch {
    byId('top-clock-state').textContent = 'no response';
    byId('clock-state').textContent = 'no response';
  }
}

async function move(change) {
  try {
    take(await send('PUT', 'clock', change));
    notice(`The clock is set to ${moment(reported.now)}.`);
    document.dispatchEvent(new CustomEvent('sandbox:changed'));
  } catch (error) {
    notice(error.message, true);
  }
}

function take({ now, frozen }) {
  reported = { now: Date.parse(now), frozen, heard: performance.now() };
  const state = frozen ? 'frozen' : 'running';
  byId('top-clock-state').textContent = `clock ${state}`;
  byId('clock-state').textContent = state;
  byId('clock-state').classList.toggle('warn', frozen);
  byId('clock-freeze').textContent = frozen ? 'Resume' : 'Freeze';
  const field = byId('clock-set').elements.now;
  if (field.value === '') {
    field.value = new Date(reported.now).toISOString().slice(0, 19);
  }
  tick();
}

function tick() {
  if (!reported) {
    return;
  }
  const now = reported.frozen ? reported.now : reported.now + (performance.now() - reported.heard);
  const text = moment(now);
  for (const id of ['clock', 'top-clock']) {
    const time = byId(id);
    if (time.textContent !== text) {
      time.textContent = text;
      time.dateTime = `${text.replace(' ', 'T')}Z`;
    }
  }
}

// The clock of the sandbox: what it shows, and moving it.

import { get, send } from './api.js';
import { byId, notice } from './dom.js';
import { moment } from './json.js';
import { Poll } from './poll.js';

/** What the sandbox said last, and when, by the clock of the browser. */
let told = null;

export function start() {
  byId('clock-freeze').addEventListener('click', () => move({ frozen: !told?.frozen }));
  for (const button of document.querySelectorAll('[data-advance]')) {
    button.addEventListener('click', () => move({ advance_seconds: Number(button.dataset.advance) }));
  }
  onSubmit('clock-advance', (form) => move({ advance_seconds: Number(form.seconds.value) }));
  onSubmit('clock-set', (form) => {
    const time = form.now.value.length === 16 ? `${form.now.value}:00` : form.now.value;
    return move({ now: `${time}Z` });
  });
  // Somebody else may move it too.
  new Poll(refresh, 2000).start();
  setInterval(tick, 250);
}

export function show() {
  // The clock is also in the header, so it is asked for all the time.
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
    byId('top-clock-state').textContent = 'no answer';
    byId('clock-state').textContent = 'no answer';
  }
}

async function move(change) {
  try {
    take(await send('PUT', 'clock', change));
    notice(`The clock shows ${moment(told.now)}.`);
    document.dispatchEvent(new CustomEvent('sandbox:changed'));
  } catch (error) {
    notice(error.message, true);
  }
}

function take({ now, frozen }) {
  told = { now: Date.parse(now), frozen, heard: performance.now() };
  const state = frozen ? 'frozen' : 'running';
  byId('top-clock-state').textContent = `clock ${state}`;
  byId('clock-state').textContent = state;
  byId('clock-state').classList.toggle('warn', frozen);
  byId('clock-freeze').textContent = frozen ? 'Let it run' : 'Freeze';
  const field = byId('clock-set').elements.now;
  if (field.value === '') {
    field.value = new Date(told.now).toISOString().slice(0, 19);
  }
  tick();
}

function tick() {
  if (!told) {
    return;
  }
  const now = told.frozen ? told.now : told.now + (performance.now() - told.heard);
  const text = moment(now);
  for (const id of ['clock', 'top-clock']) {
    const time = byId(id);
    if (time.textContent !== text) {
      time.textContent = text;
      time.dateTime = `${text.replace(' ', 'T')}Z`;
    }
  }
}

// Entry point: starts the components of the page.

import { get } from './api.js';
import { byId, notice } from './dom.js';
import { startTabs } from './tabs.js';
import * as clock from './clock.js';
import * as data from './data.js';
import * as faults from './faults.js';
import * as log from './log.js';
import * as quota from './quota.js';
import * as reference from './reference.js';

/** The components of each panel. */
const PANELS = {
  data: [data],
  requests: [log],
  controls: [clock, faults, quota],
  reference: [reference],
};

for (const part of Object.values(PANELS).flat()) {
  part.start();
}

// Not through the address, which selects the panel.
document.querySelector('.skip').addEventListener('click', (event) => {
  event.preventDefault();
  byId('main').focus();
});

startTabs(document.querySelector('[role="tablist"]'), (shown) => {
  for (const [panel, parts] of Object.entries(PANELS)) {
    for (const part of parts) {
      part.show(panel === shown);
    }
  }
});

try {
  const about = await get('page/about');
  byId('about').textContent = `version ${about.version}, ${about.style} style`;
} catch (error) {
  notice(error.message, true);
}

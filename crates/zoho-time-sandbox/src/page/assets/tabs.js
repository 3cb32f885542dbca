// Tabs: one of them is in the tab order, the arrow keys select the others.

/** Sets up a list of tabs; calls `onShow` with the id of the selected panel. */
export function startTabs(list, onShow) {
  const tabs = [...list.querySelectorAll('[role="tab"]')];
  const panelOf = (tab) => document.getElementById(tab.getAttribute('aria-controls'));

  // No element has this id, otherwise the browser would move the focus to it on load.
  const fragmentOf = (tab) => `#/${tab.getAttribute('aria-controls')}`;

  function show(tab) {
    for (const other of tabs) {
      const isShown = other === tab;
      other.setAttribute('aria-selected', String(isShown));
      other.tabIndex = isShown ? 0 : -1;
      panelOf(other).hidden = !isShown;
    }
    history.replaceState(null, '', fragmentOf(tab));
    onShow(tab.getAttribute('aria-controls'));
  }

  list.addEventListener('click', (event) => {
    const tab = event.target.closest('[role="tab"]');
    if (tab) {
      show(tab);
    }
  });

  const steps = { ArrowRight: 1, ArrowLeft: -1 };
  list.addEventListener('keydown', (event) => {
    const current = tabs.indexOf(document.activeElement);
    let next;
    if (event.key in steps) {
      next = (current + steps[event.key] + tabs.length) % tabs.length;
    } else if (event.key === 'Home') {
      next = 0;
    } else if (event.key === 'End') {
      next = tabs.length - 1;
    } else {
      return;
    }
    event.preventDefault();
    tabs[next].focus();
    show(tabs[next]);
  });

  const wanted = tabs.find((tab) => fragmentOf(tab) === location.hash);
  show(wanted ?? tabs[0]);
}

// The selected theme, or that of the system.
(() => {
  const KEY = 'zoho-time-sandbox-theme';
  const root = document.documentElement;

  function show(theme) {
    if (theme === 'light' || theme === 'dark') {
      root.dataset.theme = theme;
    } else {
      delete root.dataset.theme;
    }
  }

  // If the browser denies storage, the selection lasts as long as the page.
  function remembered() {
    try {
      return localStorage.getItem(KEY);
    } catch {
      return null;
    }
  }

  function remember(theme) {
    try {
      localStorage.setItem(KEY, theme);
    } catch {
      // As above.
    }
  }

  show(remembered());
  document.addEventListener('DOMContentLoaded', () => {
    const choice = document.getElementById('theme');
    choice.value = root.dataset.theme ?? 'system';
    choice.addEventListener('change', () => {
      show(choice.value);
      remember(choice.value);
    });
  });
})();

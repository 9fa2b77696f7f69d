// The remembered theme, set before the first paint. A file of its own, since the policy allows no inline script.
try {
  var theme = localStorage.getItem('theme')
  if (theme === 'light' || theme === 'dark') document.documentElement.dataset.theme = theme
} catch {
  // Storage is blocked: the system's setting holds.
}

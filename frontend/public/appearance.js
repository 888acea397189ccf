// Theme and density of this browser, set before the first paint (see src/app/appearance.ts).
;(function () {
  var root = document.documentElement
  var saved = {}
  try {
    saved = JSON.parse(localStorage.getItem('sp-appearance') || '{}').state || {}
  } catch (_) {
    // Storage may be forbidden: the defaults do.
  }
  var dark =
    saved.theme === 'dark' ||
    (saved.theme !== 'light' && matchMedia('(prefers-color-scheme: dark)').matches)
  root.dataset.theme = dark ? 'dark' : 'light'
  root.dataset.density = saved.density === 'compact' ? 'compact' : 'comfortable'
})()

// Before the first paint, so that a chosen theme or language does not flash: the only things kept in localStorage.
try {
  const theme = localStorage.getItem("theme");
  if (theme === "light" || theme === "dark") document.documentElement.dataset.theme = theme;
  const language = localStorage.getItem("language");
  if (language === "fr" || language === "en") document.documentElement.lang = language;
} catch {
  // A browser that forbids storage shows the page all the same.
}

// Light, dark, or as the system wants it.

const NEXT = { auto: "light", light: "dark", dark: "auto" };
const listeners = new Set();
const dark = matchMedia("(prefers-color-scheme: dark)");

export const theme = () => document.documentElement.dataset.theme ?? "auto";

export function choose_theme() {
  const next = NEXT[theme()];
  if (next === "auto") delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = next;
  try {
    if (next === "auto") localStorage.removeItem("theme");
    else localStorage.setItem("theme", next);
  } catch {
    /* it lasts as long as the page */
  }
  listeners.forEach(listener => listener());
}

export const watch_theme = listener => listeners.add(listener);
dark.addEventListener("change", () => listeners.forEach(listener => listener()));

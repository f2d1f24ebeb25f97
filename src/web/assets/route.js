// The address is a hash, so that the page works behind any prefix: #/meter/<pdl>?show=energy&period=month.

function decoded(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return text; // a lonely % is no reason to show nothing
  }
}

export function route() {
  const [path, query = ""] = location.hash.replace(/^#\/?/, "").split("?");
  const [name = "", ...rest] = path.split("/").map(decoded);
  return { name: name || "overview", rest, query: new URLSearchParams(query) };
}

/// Silently: the address follows what is already shown, nothing is built again.
export function go(hash, { silently = false } = {}) {
  if (location.hash === hash) return;
  if (silently) history.replaceState(null, "", hash);
  else location.hash = hash;
}

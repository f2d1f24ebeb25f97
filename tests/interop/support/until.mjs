const step = 50; // ms

export const pause = (ms) => new Promise((wake) => setTimeout(wake, ms));

// Waits for what `condition` finds (anything but a falsy value); says `what` when it does not come in time.
export async function until(what, condition, limit = 15_000) {
  const deadline = Date.now() + limit;
  for (;;) {
    const found = await condition();
    if (found) return found;
    if (Date.now() >= deadline) throw new Error(`not within ${limit / 1000} s: ${what}`);
    await pause(step);
  }
}

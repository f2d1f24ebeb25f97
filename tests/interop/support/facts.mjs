// A story is a list of facts: one line each, then `N passed, N failed`.
import { endAll } from './processes.mjs';

const count = { passed: 0, failed: 0, skipped: 0 };

export async function fact(text, proof) {
  try {
    await proof();
    count.passed += 1;
    console.log(`ok      ${text}`);
  } catch (error) {
    count.failed += 1;
    console.log(`FAILED  ${text}\n        ${error.message}`);
  }
}

export function skip(text, why) {
  count.skipped += 1;
  console.log(`skipped ${text}: ${why}`);
}

export function expect(condition, otherwise) {
  if (!condition) throw new Error(otherwise);
}

export function expectEqual(actual, expected, what) {
  const [a, e] = [JSON.stringify(actual), JSON.stringify(expected)];
  if (a !== e) throw new Error(`${what}: ${a} instead of ${e}`);
}

// Runs the story, ends every program it started, and exits.
export async function tell(story) {
  try {
    await story();
  } catch (error) {
    count.failed += 1;
    console.log(`FAILED  the story cannot go on\n        ${error.stack}`);
  }
  await endAll();
  const skipped = count.skipped > 0 ? `, ${count.skipped} skipped` : '';
  console.log(`${count.passed} passed, ${count.failed} failed${skipped}`);
  process.exit(count.failed === 0 ? 0 : 1);
}

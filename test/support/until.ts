import { setTimeout as sleep } from 'node:timers/promises';

/** Milliseconds after which something will not happen any more, on however busy a machine. */
const never = 180_000;

/** Waits until a condition holds, and looks every `step` milliseconds; fails with its name when it never does. */
export async function until(
  name: string,
  condition: () => boolean | Promise<boolean>,
  step = 20,
): Promise<void> {
  const end = Date.now() + never;
  while (!(await condition())) {
    if (Date.now() > end) throw new Error(`waited in vain: ${name}`);
    await sleep(step);
  }
}

import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const main = fileURLToPath(new URL('../../bin/main.js', import.meta.url));
const script = '/usr/bin/script';

/** Whether this machine can give a process a terminal of its own, as Linux's `script` does. */
export const hasTerminal = process.platform === 'linux' && existsSync(script);

/**
 * Runs `cryoet …` on a terminal of its own, and types the keys of each step once its text is shown, after what was shown
 * at the step before. Arguments may not hold quotes or blanks.
 */
export function runInTerminal(
  args: readonly string[],
  steps: readonly (readonly [text: string, keys: string])[],
): Promise<{ readonly status: number | null; readonly shown: string }> {
  const command = `stty cols 120 rows 40; exec ${[process.execPath, main, ...args].join(' ')}`;
  const child = spawn(script, ['-qfec', command, '/dev/null'], { env: { ...process.env, TERM: 'xterm' } });
  let shown = '';
  let [seen, done] = [0, 0];
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    shown += text;
    const [expected, keys] = steps[done] ?? [];
    if (expected === undefined || !shown.slice(seen).includes(expected)) return;
    [seen, done] = [shown.length, done + 1];
    child.stdin.write(keys);
  });
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (status) => resolve({ status, shown }));
  });
}

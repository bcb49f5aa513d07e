import { spawn } from 'node:child_process';
import { join } from 'node:path';

/** Bundles the viewer below the package's `root` where it is out of date. Fails with what the bundler said. */
export function buildViewer(root: string): Promise<void> {
  const child = spawn(process.execPath, [join(root, 'scripts', 'build-viewer.mjs')], {
    cwd: root,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let said = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    said += text;
  });
  const ended = new Promise<void>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (status) =>
      status === 0 ? resolve() : reject(new Error(`the viewer was not bundled:\n${said}`)),
    );
  });
  // It is waited for at the end; until then a failure is nobody's.
  ended.catch(() => undefined);
  return ended;
}

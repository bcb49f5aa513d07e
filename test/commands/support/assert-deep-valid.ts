import * as assert from 'uvu/assert';
import { runInProcess } from '../../support/run-in-process.js';

/** Codes of findings that the tiny deposition always has. */
const ofTiny = new Set(['IMAGE_TOO_SMALL', 'SPACING_WHOLE', 'KEY_IMAGE_MISSING']);

/** Fails if a deep validation of a published tiny deposition has other findings. */
export async function assertDeepValid(tree: string): Promise<void> {
  const { stdout } = await runInProcess(['validate', tree, '--depth', 'deep', '--format', 'json', '--quiet']);
  const { codes } = JSON.parse(stdout) as { codes: readonly { code: string }[] };
  assert.equal(
    codes.map(({ code }) => code).filter((code) => !ofTiny.has(code)),
    [],
    stdout.slice(0, 4000),
  );
}

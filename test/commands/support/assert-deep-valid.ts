import * as assert from 'uvu/assert';
import { runInProcess } from '../../support/run-in-process.js';

/** Codes of the tiny deposition itself. */
const ofTiny = new Set(['IMAGE_TOO_SMALL', 'SPACING_WHOLE', 'KEY_IMAGE_MISSING']);

/** Fails where a deep validation finds more in a published tiny deposition than is known of it. */
export async function assertDeepValid(tree: string): Promise<void> {
  const { stdout } = await runInProcess(['validate', tree, '--depth', 'deep', '--format', 'json', '--quiet']);
  const { codes } = JSON.parse(stdout) as { codes: readonly { code: string }[] };
  assert.equal(
    codes.map(({ code }) => code).filter((code) => !ofTiny.has(code)),
    [],
    stdout.slice(0, 4000),
  );
}

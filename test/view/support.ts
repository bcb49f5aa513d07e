import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { openStorage } from '../../src/storage/open-storage.js';
import type { CheckState } from '../../src/view/check-state.js';
import { startViewServer, type ViewServer } from '../../src/view/view-server.js';
import { run, tomogram } from '../validate/support/good-metadata.js';
import { goodTree } from '../validate/support/good-tree.js';

/** A run without a tomogram, beside that of the good tree. */
export const bareRun = 'TS_ONLY_TILTS';

/** Writes the good tree, with a second run that has a tilt series only, into a directory. */
export async function writeViewedTree(directory: string): Promise<void> {
  const files = await goodTree();
  const [dataset = ''] = run.split('/');
  for (const [path, bytes] of files) {
    await put(directory, path, bytes);
    if (/\/(?:TiltSeries|Frames)\/|\/run_metadata\.json$/.test(path) && path.startsWith(`${run}/`)) {
      const text = path.endsWith('.json') ? Buffer.from(bytes).toString().replaceAll('TS_A', bareRun) : bytes;
      await put(directory, path.replace(run, `${dataset}/${bareRun}`).replaceAll('TS_A', bareRun), text);
    }
  }
}

async function put(directory: string, path: string, content: Uint8Array | string): Promise<void> {
  await mkdir(dirname(join(directory, path)), { recursive: true });
  await writeFile(join(directory, path), content);
}

/** The state of a validation with findings in the run of the good tree. */
export const doneCheck: CheckState = {
  kind: 'done',
  verdict: 'invalid: 1 error, 1 warning',
  isValid: false,
  broken: [
    {
      code: 'MRC_NVERSION_UNKNOWN',
      severity: 'error',
      title: 'The format version is MRC2014',
      fix: 'Ingest the volume again.',
      count: 1,
      examples: [`${tomogram}/TS_A.mrc: an unknown format version (found 0)`],
    },
    {
      code: 'METADATA_KEY_UNKNOWN',
      severity: 'warning',
      title: 'Metadata files hold known keys only',
      fix: 'Remove the key.',
      count: 1,
      examples: [`${tomogram}/tomogram-metadata.json: colour`],
    },
  ],
  runs: new Map([
    [
      run,
      {
        errors: 1,
        warnings: 1,
        lines: [
          { severity: 'error', code: 'MRC_NVERSION_UNKNOWN', text: `${tomogram}/TS_A.mrc: <odd>` },
          { severity: 'warning', code: 'METADATA_KEY_UNKNOWN', text: 'colour' },
        ],
      },
    ],
  ]),
  notChecked: ['the voxels of 4 volumes'],
};

/** Starts a server for a directory. */
export async function serve(directory: string, check: CheckState | null): Promise<ViewServer> {
  return startViewServer({
    storage: await openStorage(directory),
    port: 0,
    viewer: pathToFileURL(`${directory}/viewer/`),
    allowedOrigin: null,
    passes: () => true,
    check: check === null ? null : () => check,
  });
}

/** The text of HTML: tags become single blanks. */
export function textOf(html: string): string {
  return html
    .replaceAll(/<[^>]*>/g, ' ')
    .replaceAll(/\s+/g, ' ')
    .trim();
}

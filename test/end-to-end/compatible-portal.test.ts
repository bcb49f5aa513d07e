import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { longOf } from '../support/long.js';
import { runInProcess } from '../support/run-in-process.js';
import { sharedPath, testShared } from '../support/shared.js';
import { inTemporaryDirectory } from '../support/temporary-directory.js';
import { hashTree, readJsonFile } from '../support/tree.js';

const test = suite('made-1 with --compatible portal and without');
const long = longOf(test);

interface Attributes {
  readonly multiscales: readonly [Record<string, unknown>];
  readonly [key: string]: unknown;
}

async function ingest(output: string, ...options: readonly string[]): Promise<void> {
  const source = sharedPath('golden', 'made-1');
  const places = [join(source, 'config.yaml'), join(source, 'source'), output];
  const environment = { SOURCE_DATE_EPOCH: '1740000000' };
  const result = await runInProcess(
    ['ingest', ...places, '--quiet', '--filter', 'run=TS_001', ...options],
    environment,
  );
  assert.equal(result, { status: 0, stdout: '', stderr: '' });
}

/** Of the attributes in docs/deviations.md, "OME-Zarr attributes": what the portal's ingestion does not write. */
function withoutDeviations(attributes: Attributes): unknown {
  const { omero: _omero, 'image-label': _label, ...rest } = attributes;
  const { type: _type, ...multiscale } = attributes.multiscales[0];
  return { ...rest, multiscales: [multiscale] };
}

/** Labels as the portal's ingestion writes them: without colours, in the metadata of the multiscale. */
function withoutLabels(attributes: Attributes): unknown {
  const { metadata, ...multiscale } = attributes.multiscales[0];
  const { 'image-label': _label, ...others } = (metadata ?? {}) as Record<string, unknown>;
  const left = metadata === undefined ? {} : { metadata: others };
  return { ...attributes, multiscales: [{ ...multiscale, ...left }] };
}

testShared(
  long,
  'they differ in the attributes of OME-Zarrs that docs/deviations.md names, and in nothing else',
  () =>
    inTemporaryDirectory(async (directory) => {
      const [own, portal] = [join(directory, 'own'), join(directory, 'portal')];
      await ingest(own);
      await ingest(portal, '--compatible', 'portal');
      const [ours, theirs] = [await hashTree(own), await hashTree(portal)];
      assert.equal(Object.keys(ours), Object.keys(theirs));
      const different = Object.keys(ours).filter((path) => ours[path] !== theirs[path]);
      // A run with a tilt series, a tomogram and four masks.
      assert.is(different.length, 6);
      for (const path of different) {
        assert.match(path, /\.zarr\/\.zattrs$/);
        const [mine, other] = [
          await readJsonFile(own, path),
          await readJsonFile(portal, path),
        ] as unknown as [Attributes, Attributes];
        assert.ok(mine.multiscales[0].type !== undefined, path);
        assert.ok(path.includes('mask') ? 'image-label' in mine : 'omero' in mine, path);
        assert.equal(withoutDeviations(mine), withoutLabels(other), path);
      }
    }),
);

test.run();

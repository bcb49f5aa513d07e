import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { get, open } from 'zarrita';
import { makeDemoDeposition, smallDemoPlan } from '../support/demo-deposition.js';
import { longOf } from '../support/long.js';
import { runInProcess } from '../support/run-in-process.js';
import { sharedPath, testShared } from '../support/shared.js';
import { inTemporaryDirectory } from '../support/temporary-directory.js';

const test = suite('OME-NGFF 0.4');
const long = longOf(test);

async function ingest(...options: string[]): Promise<void> {
  const { status, stdout, stderr } = await runInProcess(['ingest', ...options, '--quiet']);
  assert.is(status, 0, stdout + stderr);
}

function strictSchemas() {
  const folder = sharedPath('corpus', 'ngff', '0.4');
  const ajv = new Ajv2020({ strict: false, allErrors: true });
  for (const name of readdirSync(folder)) ajv.addSchema(JSON.parse(readFileSync(join(folder, name), 'utf8')));
  const base = 'https://ngff.openmicroscopy.org/0.4/schemas';
  const [image, label] = ['strict_image', 'strict_label'].map((name) =>
    ajv.getSchema(`${base}/${name}.schema`),
  );
  assert.ok(image !== undefined && label !== undefined);
  return { image, label };
}

/** Paths and attributes of every image of a tree. */
function imagesOf(tree: string): [path: string, attributes: Record<string, unknown>][] {
  return readdirSync(tree, { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.zattrs'))
    .map((path): [string, Record<string, unknown>] => [
      path,
      JSON.parse(readFileSync(join(tree, path), 'utf8')),
    ])
    .filter(([, attributes]) => 'multiscales' in attributes);
}

function assertStrict(tree: string): void {
  const { image, label } = strictSchemas();
  const images = imagesOf(tree);
  assert.ok(images.length >= 18, `${images.length} images`);
  for (const [path, attributes] of images) {
    assert.ok(image(attributes), `${path}: ${JSON.stringify(image.errors)}`);
    assert.ok(label(attributes), `${path}: ${JSON.stringify(label.errors)}`);
    assert.is('image-label' in attributes, path.includes('Annotations'), path);
  }
}

testShared(long, 'every image of made-1 passes the strict schema, and zarrita sees its labels', () =>
  inTemporaryDirectory(async (directory) => {
    const source = sharedPath('golden', 'made-1');
    await ingest(
      join(source, 'config.yaml'),
      join(source, 'source'),
      directory,
      '--no-precompute',
      '--no-mrc',
    );
    assertStrict(directory);
    const masks = imagesOf(directory).filter(([path]) => path.includes('instancesegmentationmask'));
    assert.ok(masks.length > 0);
    for (const [path] of masks) {
      const root = join(directory, path, '..');
      const store = {
        get: async (key: string) => {
          try {
            return new Uint8Array(readFileSync(join(root, key)));
          } catch {
            return undefined;
          }
        },
      };
      const group = await open.v2(store, { kind: 'group' });
      const listed = group.attrs['image-label'] as { colors: { 'label-value': number; rgba: number[] }[] };
      const { data } = await get(await open.v2(group.resolve('0'), { kind: 'array' }));
      const seen = [...new Set(data as Uint16Array)].filter((label) => label > 0).sort((a, b) => a - b);
      assert.equal(
        listed.colors.map((color) => color['label-value']),
        seen,
      );
      assert.is(new Set(listed.colors.map(({ rgba }) => rgba.join())).size, seen.length);
    }
  }),
);

testShared(long, 'every image of the demonstration passes the strict schema', () =>
  inTemporaryDirectory(async (directory) => {
    const tree = join(directory, 'out');
    const { config, input } = await makeDemoDeposition(directory, smallDemoPlan);
    await ingest(config, input, tree, '--no-precompute', '--no-mrc');
    assertStrict(tree);
  }),
);

test.run();

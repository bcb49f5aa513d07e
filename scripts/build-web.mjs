// Builds web/dist, the page that checks trees in a browser, unless the page there or one that is kept is of these very sources.
// `--site` adds what a site of its own needs: Neuroglancer, and an example, a tree that the demo's code makes and ingests.
import { spawnSync } from 'node:child_process';
import { cp, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { filesBelow } from './build-stamps.mjs';
import { bundleWeb } from './bundle-web.mjs';
import { bringKept } from './kept-builds.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const directory = join(root, 'web/dist');
const example = join(root, 'dist/web-example');
const isSite = process.argv.includes('--site');

const filesOf = async (...folders) =>
  (await Promise.all(folders.map((folder) => filesBelow(root, folder)))).flat();
const common = [
  'package-lock.json',
  'package.json',
  'dist/kernels.wasm',
  'dist/crc64.wasm',
  'schemas/ingestion-config.schema.json',
  ...(await filesOf('src')),
];

if (isSite) {
  await bringKept({
    kind: 'web-example',
    directory: example,
    root,
    inputs: [
      ...common,
      'dataset_config/demo.yaml',
      ...(await filesOf('demo')).filter((file) => file.endsWith('.ts')),
    ],
    async build() {
      await rm(example, { recursive: true, force: true });
      const script = join(root, 'dist/demo/make-example.js');
      const { status } = spawnSync(process.execPath, [script, join(example, 'tree')], {
        stdio: ['ignore', 'ignore', 'inherit'],
      });
      if (status !== 0) throw new Error('the example was not made');
    },
  });
}

await bringKept({
  kind: 'web',
  directory,
  root,
  inputs: [
    ...common,
    'scripts/bundle-web.mjs',
    ...(await filesOf('web')).filter((file) => !file.startsWith('web/dist/')),
    ...(isSite ? ['dist/web-example/stamp', 'viewer/dist/stamp'] : []),
  ],
  async build() {
    await rm(directory, { recursive: true, force: true });
    await bundleWeb(root, directory);
    if (!isSite) return;
    await cp(join(root, 'viewer/dist'), join(directory, 'viewer'), { recursive: true });
    await cp(join(example, 'tree'), join(directory, 'example'), { recursive: true });
    const page = join(directory, 'index.html');
    await writeFile(
      page,
      (await readFile(page, 'utf8')).replace('name="example" content=""', 'name="example" content="example"'),
    );
  },
});

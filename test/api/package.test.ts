import { execFile } from 'node:child_process';
import { readdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { readApiExamples } from '../support/api-examples.js';
import { temporaryDirectory } from '../support/temporary-directory.js';

const run = promisify(execFile);
const test = suite('the package as npm packs it');

const root = fileURLToPath(new URL('../../../', import.meta.url));
const { directory, remove } = temporaryDirectory();
test.after(remove);

/** Directory of a program with the package and its dependencies installed. */
const installed = join(directory, 'node_modules', 'cryoet-ingest');

test.before(async () => {
  await run(process.execPath, ['scripts/build.mjs', 'types', 'manual'], { cwd: root });
  const { stdout } = await run(
    'npm',
    ['pack', '--json', '--ignore-scripts', '--pack-destination', directory],
    {
      cwd: root,
    },
  );
  const [{ filename }] = JSON.parse(stdout) as [{ filename: string }];
  await run('mkdir', ['-p', installed]);
  await run('tar', ['-xzf', join(directory, filename), '-C', installed, '--strip-components=1']);
  await symlink(join(root, 'node_modules'), join(installed, 'node_modules'));
  await writeFile(join(directory, 'package.json'), '{ "type": "module" }');
});

test('exports the API, which reads kernels and volumes of the package', async () => {
  await writeFile(
    join(directory, 'use.js'),
    `import { writeFile } from 'node:fs/promises';
     import { buildPath, openVolume, validate, StorageError } from 'cryoet-ingest';
     console.log(buildPath('runMetadata', 'documented', { dataset_id: '1', run_name: 'a' }));
     const header = new DataView(new ArrayBuffer(1024 + 8));
     for (const word of [0, 1, 2, 7, 8, 9]) header.setInt32(4 * word, word === 2 || word === 9 ? 2 : 1, true);
     header.setInt32(12, 2, true);
     for (const word of [10, 11, 12]) header.setFloat32(4 * word, word === 12 ? 20 : 10, true);
     for (const word of [16, 17, 18]) header.setInt32(4 * word, word - 15, true);
     new Uint8Array(header.buffer).set([77, 65, 80, 32, 68, 68, 0, 0], 208);
     header.setFloat32(1024, 1.5, true);
     await writeFile('a.mrc', new Uint8Array(header.buffer));
     const volume = await openVolume('a.mrc');
     console.log(volume.header.shape.join(), volume.header.voxelSize.z, [...await volume.readPlane(0), ...await volume.readPlane(1)].join());
     await volume.close();
     console.log(await validate('nowhere').catch((error) => error instanceof StorageError));`,
  );
  const { stdout } = await run(process.execPath, ['use.js'], {
    cwd: directory,
    env: { ...process.env, FORCE_COLOR: '0' },
  });
  assert.equal(stdout.trimEnd().split('\n'), ['1/a/run_metadata.json', '2,1,1 10 1.5,0', 'true']);
});

test('has types that its examples agree with', async () => {
  const options = ['--noEmit', '--strict', '--target', 'es2022', '--module', 'nodenext', '--types', 'node'];
  const names: string[] = [];
  for (const [index, { code }] of readApiExamples().entries()) {
    names.push(`example-${index}.ts`);
    await writeFile(join(directory, `example-${index}.ts`), code);
  }
  await symlink(join(root, 'node_modules', '@types'), join(directory, 'node_modules', '@types'));
  const compiler = join(root, 'node_modules/typescript/bin/tsc');
  const result = await run(process.execPath, [compiler, ...options, ...names], { cwd: directory }).then(
    () => '',
    (error: { stdout: string }) => error.stdout,
  );
  assert.is(result, '');
});

test('has types that need only packages that users have', async () => {
  const { dependencies } = JSON.parse(await readFile(join(installed, 'package.json'), 'utf8')) as {
    dependencies: Record<string, string>;
  };
  const types = join(installed, 'dist/types');
  const files = (await readdir(types, { recursive: true })).filter((name) => name.endsWith('.d.ts'));
  assert.ok(files.length > 10);
  for (const file of files) {
    const text = (await readFile(join(types, file), 'utf8')).replaceAll(/\/\*[\s\S]*?\*\//g, '');
    for (const [, name = ''] of text.matchAll(/(?:from |import\()'([^.'][^']*)'/g)) {
      assert.ok(name.startsWith('node:') || name in dependencies, `${file}: ${name}`);
    }
  }
});

test('brings the licences of what its bundles contain', async () => {
  const bundles: readonly [string, readonly string[]][] = [
    ['dist/bin', ['clipanion', 'image-js', 'js-yaml', 'listr2', 'zarrita']],
    ['viewer/dist', ['neuroglancer', 'codemirror', 'gl-matrix']],
  ];
  for (const [bundle, names] of bundles) {
    const text = await readFile(join(installed, bundle, 'THIRD-PARTY-NOTICES.txt'), 'utf8');
    for (const name of names)
      assert.match(text, new RegExp(`^${name} \\d.*\nLicense: `, 'm'), `${bundle}: ${name}`);
  }
});

test('needs no package that runs a script when it is installed', async () => {
  const lock = JSON.parse(await readFile(join(root, 'package-lock.json'), 'utf8')) as {
    packages: Record<string, { hasInstallScript?: boolean; dev?: boolean }>;
  };
  const running = Object.entries(lock.packages).filter(
    ([, { hasInstallScript, dev }]) => hasInstallScript && !dev,
  );
  assert.equal(
    running.map(([path]) => path),
    [],
  );
});

test('runs the program', async () => {
  const { stdout } = await run(process.execPath, [join(installed, 'dist/bin/main.js'), '--version']);
  assert.match(stdout, /^\d+\.\d+\.\d+\n$/);
});

test.run();

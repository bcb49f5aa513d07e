import { execFile } from 'node:child_process';
import { cp, mkdir, readdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { toolVersion } from '../../src/base/version.js';
import { readApiExamples } from '../support/api-examples.js';
import { isWhole, longOf } from '../support/long.js';
import { temporaryDirectory } from '../support/temporary-directory.js';

const run = promisify(execFile);
const test = suite('the package as npm packs it');
const long = longOf(test);

const root = fileURLToPath(new URL('../../../', import.meta.url));
const { directory, remove } = temporaryDirectory();
test.after(remove);

/** Directory of a program with the package and its dependencies installed. */
const installed = join(directory, 'node_modules', 'cryoet-ingest');
let tarball: string;

/** The files that git knows of, those not committed yet too: what a clone would have. */
async function clone(): Promise<string> {
  const target = join(directory, 'clone');
  const { stdout } = await run('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], {
    cwd: root,
    maxBuffer: 2 ** 26,
  });
  await mkdir(target);
  for (const file of stdout.split('\0')) {
    if (file === '' || /^(?:test|bench|docs)\//.test(file)) continue;
    await cp(join(root, file), join(target, file), { force: true }).catch(ignoreMissing);
  }
  await mkdir(join(target, 'docs'), { recursive: true });
  // Fetching the dependencies of the build is npm's work, and bundling the viewer takes ten seconds.
  await symlink(join(root, 'node_modules'), join(target, 'node_modules'));
  await cp(join(root, 'viewer/dist'), join(target, 'viewer/dist'), { recursive: true }).catch(ignoreMissing);
  return target;
}

function ignoreMissing(error: unknown): void {
  if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) throw error;
}

/** Runs npm with the authorities that the tests were started with: a registry may be signed by one of them. */
function npm(args: readonly string[], options: { readonly cwd?: string } = {}) {
  const { CRYOET_TEST_CA_CERTS = '', ...env } = process.env;
  const authorities = CRYOET_TEST_CA_CERTS === '' ? {} : { NODE_EXTRA_CA_CERTS: CRYOET_TEST_CA_CERTS };
  return run('npm', args, { ...options, env: { ...env, ...authorities } });
}

/** The registry that npm installs dependencies from answers. */
async function canInstall(): Promise<boolean> {
  try {
    await npm(['view', 'clipanion', 'version', '--fetch-retries=0', '--fetch-timeout=10000']);
    return true;
  } catch {
    return false;
  }
}

test.before(async () => {
  if (!isWhole) return;
  const packed = await npm(['pack', '--silent', '--pack-destination', directory], { cwd: await clone() });
  tarball = packed.stdout.trim();
  await run('mkdir', ['-p', installed]);
  await run('tar', ['-xzf', join(directory, tarball), '-C', installed, '--strip-components=1']);
  await symlink(join(root, 'node_modules'), join(installed, 'node_modules'));
  await writeFile(join(directory, 'package.json'), '{ "type": "module" }');
});

long('npm pack builds what it packs', () => {
  assert.is(tarball, `cryoet-ingest-${toolVersion}.tgz`);
});

if (!isWhole || (await canInstall())) {
  long('the program runs from an empty prefix', async () => {
    const prefix = join(directory, 'prefix');
    await npm([
      'install',
      '--global',
      '--prefix',
      prefix,
      '--prefer-offline',
      '--no-audit',
      '--no-fund',
      join(directory, tarball),
    ]);
    const env = { ...process.env, PATH: [join(prefix, 'bin'), process.env.PATH].join(delimiter) };
    const cryoet = (...args: string[]) => run('cryoet', args, { cwd: directory, env });
    assert.equal(await cryoet('--version'), { stdout: `${toolVersion}\n`, stderr: '' });
    assert.match((await cryoet('template')).stdout, 'standardization_config:');
    const convertible = await cryoet('schema', '--list');
    assert.match(convertible.stdout, 'ingestion-config\n');
  });
} else {
  process.stdout.write('skipped: no npm registry answers, which dependencies are installed from\n');
}

long('exports the API, which reads kernels and volumes of the package', async () => {
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

long('has types that its examples agree with', async () => {
  const options = [
    '--noEmit',
    '--singleThreaded',
    '--strict',
    '--target',
    'es2022',
    '--module',
    'nodenext',
    '--types',
    'node',
  ];
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

long('has types that need only packages that users have', async () => {
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

long('brings the licences of what its bundles contain', async () => {
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

long('runs the program', async () => {
  const { stdout } = await run(process.execPath, [join(installed, 'dist/bin/main.js'), '--version']);
  assert.match(stdout, /^\d+\.\d+\.\d+\n$/);
});

test.run();

import { execFile } from 'node:child_process';
import { cp, mkdir, symlink } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { toolVersion } from '../../src/base/package-file.js';
import { temporaryDirectory } from '../support/temporary-directory.js';

const run = promisify(execFile);
const test = suite('installation from a packed tarball');

const root = fileURLToPath(new URL('../../../', import.meta.url));
const { directory, remove } = temporaryDirectory();
test.after(remove);

const prefix = join(directory, 'prefix');
const bin = join(prefix, 'bin');

/** The registry that npm installs dependencies from answers. */
async function canInstall(): Promise<boolean> {
  try {
    await run('npm', ['view', 'clipanion', 'version', '--fetch-retries=0', '--fetch-timeout=10000']);
    return true;
  } catch {
    return false;
  }
}

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
  // Fetching the dependencies of the build is npm's work, and bundling the viewer takes a minute.
  await symlink(join(root, 'node_modules'), join(target, 'node_modules'));
  await cp(join(root, 'viewer/dist'), join(target, 'viewer/dist'), { recursive: true }).catch(ignoreMissing);
  return target;
}

function ignoreMissing(error: unknown): void {
  if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) throw error;
}

if (await canInstall()) {
  test('npm pack builds what it packs, and the program runs from an empty prefix', async () => {
    const packed = await run('npm', ['pack', '--silent', '--pack-destination', directory], {
      cwd: await clone(),
    });
    const tarball = packed.stdout.trim();
    assert.is(tarball, `cryoet-ingest-${toolVersion}.tgz`);
    await run('npm', [
      'install',
      '--global',
      '--prefix',
      prefix,
      '--prefer-offline',
      '--no-audit',
      '--no-fund',
      join(directory, tarball),
    ]);
    const env = { ...process.env, PATH: [bin, process.env.PATH].join(delimiter) };
    const cryoet = (...args: string[]) => run('cryoet', args, { cwd: directory, env });
    assert.equal(await cryoet('--version'), { stdout: `${toolVersion}\n`, stderr: '' });
    assert.match((await cryoet('template')).stdout, 'standardization_config:');
    const convertible = await cryoet('schema', '--list');
    assert.match(convertible.stdout, 'ingestion-config\n');
  });
} else {
  process.stdout.write('skipped: no npm registry answers, which dependencies are installed from\n');
}

test.run();

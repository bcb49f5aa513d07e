// Ingests and validates a small deposition with another version of Node, and fails where that prints a warning; then runs tests
// of what Node's versions differ in:
// node scripts/smoke-node.mjs 22 24. The binaries are those of the npm package `node`; without a registry it says so and ends.
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const main = join(root, 'dist/bin/main.js');
/** What is wrong with a deposition whose pictures have some pixels and whose voxels some round size. */
const tinyFlaws = 'IMAGE_TOO_SMALL,SPACING_WHOLE';
/** Tests of compressed data and of settings of the engine. */
const versionTests =
  '^(formats/inflate|formats/picture|differential/gzip|commands/tune-engine).*\\.test\\.js$';
const directory = mkdtempSync(join(tmpdir(), 'cryoet-node-'));

/** Path of the binary of a major version; null where no registry answers. */
function install(version) {
  const prefix = join(directory, version);
  const options = [
    '--no-audit',
    '--no-fund',
    '--prefer-offline',
    '--fetch-retries=0',
    '--fetch-timeout=30000',
  ];
  const { status } = spawnSync('npm', ['install', '--prefix', prefix, ...options, `node@${version}`], {
    stdio: 'ignore',
  });
  return status === 0 ? join(prefix, 'node_modules/node/bin/node') : null;
}

/** Runs `cryoet …` with a binary; whatever comes on standard error is a failure. */
function cryoet(binary, args) {
  const { status, stderr } = spawnSync(binary, [main, ...args], { encoding: 'utf8' });
  if (status === 0 && stderr === '') return;
  throw new Error(`cryoet ${args[0]} ended with ${status}: ${stderr}`);
}

try {
  const { makeTinyDeposition } = await import(`${root}dist/test/support/tiny-deposition.js`);
  for (const version of process.argv.slice(2)) {
    const binary = install(version);
    if (binary === null) {
      console.log(`Node ${version}: skipped, the npm registry is out of reach`);
      continue;
    }
    const { config, input, output } = await makeTinyDeposition(join(directory, `deposition-${version}`));
    cryoet(binary, ['ingest', config, input, output, '--quiet']);
    cryoet(binary, ['validate', output, '--quiet', '--skip-rule', tinyFlaws]);
    const tests = spawnSync(binary, ['node_modules/uvu/bin.js', 'dist/test', versionTests], {
      cwd: root,
      encoding: 'utf8',
    });
    if (tests.status !== 0) throw new Error(`tests ended with ${tests.status}: ${tests.stdout}`);
    console.log(`Node ${execFileSync(binary, ['--version'], { encoding: 'utf8' }).trim()}: fine`);
  }
} catch (error) {
  console.error(error.message);
  process.exitCode = 1;
} finally {
  rmSync(directory, { recursive: true, force: true });
}

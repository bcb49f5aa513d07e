// Runs long campaigns, of which `npm test` has samples: `npm run campaign -- kill s3`, or `all`. Without a name it lists them.
// Variables that are set already keep their values: `CRYOET_KILL_POINTS=all npm run campaign -- kill`.
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));

/** What each campaign runs: test files with more rounds, or a program. */
const campaigns = {
  tests: {
    about: 'every test, those too that `npm test` skips for they take long',
    tests: ['--whole'],
    variables: {},
  },
  image: {
    about: 'the whole demonstration in the container image, as AWS Batch and Kubernetes start it',
    program: ['scripts/check-image.mjs', '--whole'],
    variables: {},
  },
  kill: {
    about: 'an ingest killed at 320 of its changes',
    tests: ['end-to-end/kill-points'],
    variables: { CRYOET_KILL_POINTS: '320' },
  },
  stops: {
    about:
      'replacements that stop, or stand still while another ingest takes over, at each of their changes, for every kind of item and option',
    tests: ['end-to-end/stops', 'end-to-end/taken-over'],
    variables: { CRYOET_STOPS: 'all' },
  },
  fuzz: {
    about: '300,000 damaged inputs of every reader',
    program: ['--expose-gc', 'dist/test/fuzz/run.js', '--cases', '300000'],
    variables: {},
  },
  texts: {
    about: 'memory, time and interrupts of every text reader with a million items',
    program: ['dist/test/fuzz/weigh.js'],
    variables: {},
  },
  slurm: {
    about:
      'ten array jobs on a Slurm whose nodes fail, twenty on one that keeps accounts, compared with `cryoet status`',
    tests: ['end-to-end/slurm', 'end-to-end/snakemake'],
    variables: { CRYOET_TEST_SLURM_ROUNDS: '10' },
  },
  s3: {
    about:
      'all that asks an object store on a Ceph; twenty ingests of the demo with faults, twenty that are interrupted',
    tests: ['end-to-end/s3-', 'storage/s3/', 'pipeline/precompute/points-to-bucket', 'web/public-bucket'],
    variables: { CRYOET_TEST_ROUNDS: '20', CRYOET_TEST_DEPOSITION: 'demo', CRYOET_TEST_STORE: 'server' },
  },
  pairs: {
    about: 'a hundred pairs of ingests of the same runs at once',
    tests: ['commands/ingest-at-once'],
    variables: { CRYOET_TEST_PAIRS: '100' },
  },
  odd: {
    about:
      'every odd file through three commands, every mutation of a tree in both layouts, 3,500 damaged trees',
    tests: ['differential', 'validate/mutations', 'validate/damage'],
    variables: { CRYOET_TEST_ROUNDS: '12' },
  },
  sources: {
    about: 'forty ingests of sources that change meanwhile',
    tests: ['pipeline/walk/changing-sources'],
    variables: { CRYOET_TEST_ROUNDS: '40' },
  },
  viewer: {
    about:
      'every format of points, masks and meshes, drawn by Neuroglancer where it belongs; every kind of layer of a local folder',
    tests: ['end-to-end/every-format', 'end-to-end/neuroglancer'],
    variables: { CRYOET_TEST_ROUNDS: '1', CRYOET_TEST_VIEWER: 'folder' },
  },
  page: {
    about:
      'the demo, every mutation of a tree and every mistake of sources, checked in Chromium; a tree in Firefox',
    tests: ['web/every-damage', 'web/firefox'],
    // Firefox is driven by a WebSocket.
    variables: { CRYOET_TEST_ROUNDS: '10000', NODE_OPTIONS: '--experimental-websocket' },
  },
  growth: {
    about: 'what must not grow faster than its input, and what little is kept of each of many things',
    program: ['dist/bench/growth.js'],
    variables: {},
  },
  init: {
    about: 'a folder of 100,000 files, within 300 MiB',
    tests: ['init/many-files'],
    variables: { CRYOET_TEST_RUNS: '2000' },
  },
};
/** Seconds without a line, after which a test hangs: some print one after all rounds. */
const patience = 4 * 3600;

const wanted = process.argv.slice(2);
const names = wanted.includes('all') ? Object.keys(campaigns) : wanted;
const unknown = names.filter((name) => !(name in campaigns));

function run(args, variables) {
  const env = { ...variables, ...process.env };
  return spawnSync(process.execPath, args, { cwd: root, env, stdio: 'inherit' }).status ?? 1;
}

function runCampaign(name) {
  const { tests, program, variables } = campaigns[name];
  console.log(`== ${name}: ${campaigns[name].about}`);
  if (tests !== undefined) {
    return run(['scripts/run-tests.mjs', '--patience', String(patience), ...tests], variables);
  }
  return run(['scripts/build.mjs', 'kernels', 'modules', 'program'], {}) || run(program, variables);
}

if (names.length === 0 || unknown.length > 0) {
  if (unknown.length > 0) console.error(`no campaign is named ${unknown.join(', ')}; there are`);
  for (const [name, { about }] of Object.entries(campaigns)) console.log(`${name.padEnd(10)} ${about}`);
  console.log(`${'all'.padEnd(10)} all of them, one after the other`);
  process.exitCode = unknown.length > 0 ? 1 : 0;
} else {
  const failed = names.filter((name) => runCampaign(name) !== 0);
  console.log(
    `\n${names.length - failed.length} campaigns passed, ${failed.length} failed ${failed.join(', ')}`,
  );
  process.exitCode = failed.length === 0 ? 0 : 1;
}

// What short commands take: node dist/bench/start.js [--rounds N] [--before CHECKOUT], another version that is built there.
import { mkdtempSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { demoPlan } from '../demo/deposition-plan.js';
import { writeDeposition } from '../demo/write-deposition.js';
import { memoryPlace } from './memory-place.js';
import { inTurns } from './whole-process/in-turns.js';
import { runProcess, type Usage } from './whole-process/run-process.js';

const { values } = parseArgs({
  options: { rounds: { type: 'string', default: '5' }, before: { type: 'string' } },
});
const checkouts = [
  { name: 'now', path: '.' },
  ...(values.before ? [{ name: 'before', path: values.before }] : []),
];
const config = resolve('dataset_config/demo.yaml');
const directory = mkdtempSync(join(memoryPlace, 'start-'));
const source = join(directory, 'source');
// Node.js 20 reads the certificates of this variable at each start, which takes as long as the start of a command.
delete process.env.NODE_EXTRA_CA_CERTS;

/** Short commands, by what the arguments are below the directory of a version's trees. */
const commands: Readonly<Record<string, (trees: string) => readonly string[]>> = {
  '--version': () => ['--version'],
  help: () => ['help'],
  'validate, a tree of one run': (trees) => ['validate', join(trees, 'one')],
  'ingest of the demo again': (trees) => ['ingest', config, source, join(trees, 'demo')],
};

/** Runs Node.js ten times, since processor time comes in steps of 10 ms, and returns what one of them took. */
function tenTimes(args: readonly string[]): Usage {
  const loop = 'for time in 1 2 3 4 5 6 7 8 9 10; do "$@" > /dev/null || exit; done';
  const { wall, cpu, peak } = runProcess('sh', ['-c', loop, 'sh', process.execPath, ...args]);
  return { wall: wall / 10, cpu: cpu / 10, peak };
}

try {
  await writeDeposition(demoPlan, join(source, 'vesicles'));
  const versions = checkouts.map(({ name, path }) => {
    const [program, trees] = [resolve(path, 'dist/bin/main.js'), join(directory, name)];
    const ingest = (tree: string, ...more: string[]) =>
      runProcess(process.execPath, [program, 'ingest', config, source, join(trees, tree), ...more]);
    ingest('demo');
    ingest('one', '--filter', 'run=TS_001');
    return { name, program, trees };
  });
  const empty = { name: 'node -e 0', run: () => tenTimes(['-e', '0']) };
  const names = [empty, ...versions].map(({ name }) => name);
  console.log(
    `| command | ${names.join(' | ')} | ÷ first | ÷ last |\n|---|${'---|'.repeat(names.length + 2)}`,
  );
  for (const [command, argsOf] of Object.entries(commands)) {
    const own = versions.map(({ name, program, trees }) => ({ name, args: [program, ...argsOf(trees)] }));
    // Compiled code is kept by the first.
    for (const { args } of own) tenTimes(args);
    const contestants = [empty, ...own.map(({ name, args }) => ({ name, run: () => tenTimes(args) }))];
    const seconds = inTurns(contestants, Number(values.rounds)).map(({ cpu }) => cpu);
    const [first = 0, now = 0, last = now] = seconds;
    const ratios = [now / first, now / last].map((ratio) => ratio.toFixed(2));
    console.log(`| ${[command, ...seconds.map((each) => each.toFixed(3)), ...ratios].join(' | ')} |`);
  }
} finally {
  rmSync(directory, { recursive: true, force: true });
}

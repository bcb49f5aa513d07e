import { spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { packageFile } from '../../src/base/package-file.js';
import { temporaryDirectory } from '../support/temporary-directory.js';

const test = suite('npm test');

const { directory, remove } = temporaryDirectory();
test.after(remove);

const script = fileURLToPath(packageFile('scripts/run-tests.mjs'));

/** Runs the runner on what is built. */
function runTests(...args: string[]) {
  const result = spawnSync(process.execPath, [script, '--no-build', ...args], { encoding: 'utf8' });
  return { ...result, lines: result.stdout.split('\n') };
}

/** Numbers of the last lines. */
function totals({ stdout }: { readonly stdout: string }): number[] {
  return ['Total', 'Passed', 'Skipped'].map((word) =>
    Number(new RegExp(`^  ${word}: +(\\d+)$`, 'm').exec(stdout)?.[1]),
  );
}

let folders = 0;

/** A folder of test files, each the body of a module that has `test` of a suite, and the option that names it. */
function testFolder(files: Readonly<Record<string, string>>): string {
  folders++;
  const folder = join(directory, String(folders));
  const uvu = packageFile('node_modules/uvu/dist/index.mjs').href;
  for (const [name, body] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(
      join(folder, name),
      `import { suite } from '${uvu}';\nconst test = suite('${name}');\n${body}\n`,
    );
  }
  return `--directory=${folder}`;
}

const passing = `test('passes', () => {}); test.run();`;
/** Files in the order of their ends. */
const ended = (lines: readonly string[]) => lines.filter((line) => /^[\w/-]+\.test\.ts$/.test(line));

test('a pattern that matches no test ends with 1 and is named', () => {
  const { status, stdout, stderr } = runTests('no/such/folder');
  assert.equal([status, stdout, stderr], [1, '', 'no test matches no/such/folder\n']);
  assert.is(runTests('base/package-file', 'no/such/folder').status, 1);
});

test('a file or folder is named as in the checkout, or below test/', () => {
  for (const name of [
    'base/package-file',
    'test/base/package-file.test.ts',
    './test/base/package',
    'dist/test/base/package-file.test.js',
  ]) {
    const { status, lines, ...rest } = runTests(name);
    assert.is(status, 0, name);
    assert.is(lines[0], 'base/package-file.test.ts');
    assert.equal(totals(rest), [1, 1, 0]);
  }
});

test('counts the tests of all files, those that take longest first', () => {
  const folder = testFolder({
    'formats/a.test.js': passing,
    'commands/b.test.js': `test.skip('is left out'); ${passing}`,
    'end-to-end/c.test.js': passing,
    'formats/no-test.js': 'throw new Error();',
  });
  const { status, lines, ...rest } = runTests(folder, '--workers=1', '--waiting=0');
  assert.is(status, 0, rest.stdout);
  assert.equal(totals(rest), [3, 3, 1]);
  assert.equal(ended(lines), ['end-to-end/c.test.ts', 'commands/b.test.ts', 'formats/a.test.ts']);
  assert.ok(lines.includes('The slowest of 3 files: seconds, processor seconds'));
});

test('what takes long is run where it is asked for, or its file is named', () => {
  const long = packageFile('dist/test/support/long.js').href;
  const body = `const { longOf } = await import('${long}');
    longOf(test)('takes long', () => {}); test('does not', () => {}); test.run();`;
  const folder = testFolder({ 'a.test.js': body });
  for (const [args, expected, isSaid] of [
    [[], [1, 1, 1], true],
    [['--whole'], [2, 2, 0], false],
    [['a'], [2, 2, 0], false],
  ] as const) {
    const { status, lines, ...rest } = runTests(folder, ...args);
    assert.is(status, 0, rest.stdout);
    assert.equal(totals(rest), expected);
    assert.is(lines.includes('Tests that take long were skipped: npm test -- --whole runs them.'), isSaid);
  }
});

test('a file that fails in whatever way is named at the end, and the others are run', () => {
  const failing = {
    'a-assertion': `test('one', () => { throw new Error('unequal'); }); test('two', () => {}); test.run();`,
    'b-crash': `test('ends the process', () => process.exit(0)); test.run();`,
    'c-import': `throw new Error('not loaded');`,
    'd-hook': `test.before(() => { throw new Error(); }); test('one', () => {}); test.run();`,
    'e-no-suite': `test('never runs', () => {});`,
    'f-waits': `test('waits for nothing', () => new Promise(() => {})); test.run();`,
    'g-late': `/*! own process: it spoils it */ process.on('exit', () => { process.exitCode = 7; }); ${passing}`,
    'h-rejection': `test('leaves a rejection', () => { Promise.reject(new Error('left behind')); }); test.run();`,
    'i-signal': `test('is killed', () => process.kill(process.pid, 'SIGKILL')); test.run();`,
  };
  const files = Object.entries(failing).map(([name, body]) => [`${name}.test.js`, body] as const);
  const folder = testFolder({ ...Object.fromEntries(files), 'z-last.test.js': passing });
  const { status, stdout, lines } = runTests(folder, '--workers=1', '--waiting=0');
  assert.is(status, 1);
  assert.equal(
    lines.filter((line) => line.startsWith('FAILED ')),
    files.map(([name]) => `FAILED ${name.replace('.js', '.ts')}`),
  );
  assert.is(ended(lines).at(-1), 'z-last.test.ts');
  const [, ...reports] = stdout.split(/^FAILED /m);
  const reasons = [
    'unequal',
    'the process ended with 0',
    'not loaded',
    /1 of 1 tests did not run: a hook `before` of the suite failed/,
    /runs no suite: test\.run\(\) is missing/,
    /the process ended with 13\n[\s\S]*waits for something that never comes/,
    'the process ended with 7 after its last test',
    /the process ended with 1\n[\s\S]*left behind/,
    'the process was ended by SIGKILL',
  ];
  for (const [index, reason] of reasons.entries()) assert.match(reports[index] ?? '', reason);
  // Two tests of a, one and a fault of d, one and a fault of g, one of z; else one fault a file.
  assert.equal(totals({ stdout }), [13, 3, 0]);
});

test('a file finds the process as it was at first, without colours, whatever another file left', () => {
  const leaves = `test('leaves', () => {
    if (process.env.LEFT !== undefined || process.env.FORCE_COLOR !== undefined) throw new Error('found what was left');
    if (process.cwd() === '/' || process.umask() === 0o77) throw new Error('found what was left');
    if (process.env.HOME === 'elsewhere' || process.env.PATH === undefined) throw new Error('found what was left');
    process.env.LEFT = 'yes';
    process.env.HOME = 'elsewhere';
    delete process.env.PATH;
    process.chdir('/');
    process.umask(0o77);
  }); test.run();`;
  const { status, stdout } = runTests(
    testFolder({ 'a.test.js': leaves, 'b.test.js': leaves }),
    '--workers=1',
    '--waiting=0',
  );
  assert.is(status, 0, stdout);
});

test('files share a process, but for those that say that they need their own', () => {
  const tell = `process.stdout.write('process ' + process.pid + '\\n'); ${passing}`;
  const { stdout } = runTests(
    testFolder({
      'a.test.js': tell,
      'b.test.js': `/*! own process: to be told apart */ ${tell}`,
      'c.test.js': tell,
      'd.test.js': tell,
    }),
    '--workers=1',
    '--waiting=0',
  );
  const [a, b, c, d] = [...stdout.matchAll(/^process (\d+)$/gm)].map(([, id]) => id);
  assert.is(new Set([a, b, c]).size, 3);
  assert.is(c, d);
});

test('an option without a number is refused', () => {
  const { status, stderr } = runTests('base/package-file', '--workers=none');
  assert.equal([status, stderr], [1, '--workers: expected a whole number of at least 1, found none\n']);
});

test.run();

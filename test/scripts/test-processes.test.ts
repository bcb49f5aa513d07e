import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { packageFile } from '../../src/base/package-file.js';
import { temporaryDirectory } from '../support/temporary-directory.js';
import { until } from '../support/until.js';

const test = suite('processes of tests');

const { directory, remove } = temporaryDirectory();
test.after(remove);

interface Result {
  readonly total: number;
  readonly passed: number;
  readonly errors: readonly string[];
  readonly output: string;
}

/** scripts/test-processes.mjs. */
interface TestProcesses {
  readonly TestProcess: new (settings: {
    root: string;
    logs: string;
    colours: boolean;
  }) => {
    readonly isAlive: boolean;
    run(
      name: string,
      file: string,
      settings: { patience: number; show: (text: string) => void },
    ): Promise<Result | null>;
    end(): Promise<string | null>;
  };
}

const { TestProcess } = (await import(packageFile('scripts/test-processes.mjs').href)) as TestProcesses;
const open = () =>
  new TestProcess({ root: fileURLToPath(packageFile('.')), logs: directory, colours: false });

/** Whether a process is there and not only not yet collected. */
function isRunning(id: number): boolean {
  try {
    return readFileSync(`/proc/${id}/cmdline`, 'utf8') !== '';
  } catch {
    return false;
  }
}

function writeTest(name: string, body: string): string {
  const file = join(directory, name);
  writeFileSync(
    file,
    `import { suite } from '${packageFile('node_modules/uvu/dist/index.mjs').href}';\n${body}`,
  );
  return file;
}

test('one that prints nothing for as long as it may is killed, with what it has started', async () => {
  const file = writeTest(
    'hangs.test.js',
    `import { spawn } from 'node:child_process';
     const test = suite('hangs');
     test('for ever', () => {
       const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'ignore' });
       process.stdout.write('child ' + child.pid + '\\n');
       for (;;);
     });
     test.run();`,
  );
  const hanging = open();
  let shown = '';
  const show = (text: string) => {
    shown += text;
  };
  const result = await hanging.run('hangs', file, { patience: 1000, show });
  assert.is(await hanging.end(), null, 'the result says it');
  assert.not(hanging.isAlive);
  assert.equal([result?.total, result?.passed], [1, 0]);
  assert.match(result?.errors[0] ?? '', /^hangs: nothing was printed for 1 s\n/);
  assert.match(shown, 'hangs: nothing was printed');
  const child = Number(/child (\d+)/.exec(result?.output ?? '')?.[1]);
  assert.ok(child > 0);
  await until('the end of what it has started', () => !isRunning(child));
});

test('one that an earlier file killed runs no other, and says so at its end', async () => {
  const passing = `const test = suite('passes'); test('passes', () => {}); test.run();`;
  const file = writeTest('dies.test.js', `setTimeout(() => { throw new Error('later'); }, 20); ${passing}`);
  const settings = { patience: 600_000, show: () => undefined };
  const dying = open();
  assert.is((await dying.run('dies', file, settings))?.passed, 1);
  while (dying.isAlive) await new Promise((resolve) => setTimeout(resolve, 20));
  assert.is(await dying.run('next', writeTest('next.test.js', passing), settings), null);
  assert.match((await dying.end()) ?? '', /^the process ended with 1 after its last test\n[\s\S]*later/);
});

test.run();

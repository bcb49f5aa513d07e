// Measures what texts of a million items cost: `node dist/test/fuzz/weigh.js [NAME…]` ingests and inspects each in a
// process of its own with `--memory 256`, and stops it once more in the middle.
import { type ChildProcess, spawn } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import { mkdir, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { annotate, annotationsOnly } from '../support/annotate.js';
import { inTemporaryDirectory } from '../support/temporary-directory.js';
import { makeTinyDeposition, type TinyDeposition } from '../support/tiny-deposition.js';
import { type ManyItems, manyItems, mostBytes, mostItems } from './many-items.js';

const program = fileURLToPath(new URL('../../bin/main.js', import.meta.url));
/** Largest resident memory in MiB, and milliseconds from an interrupt to the end. */
const [mostMemory, mostPatience] = [256, 1000];
/** Prints the peak of the process, in KiB, when it ends. */
const hook = `data:text/javascript,process.on('exit',()=>process.stderr.write('\\nPEAK '+process.resourceUsage().maxRSS+'\\n'))`;

async function write(path: string, { head = '', item, tail = '' }: ManyItems): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  const stream = createWriteStream(path);
  let [text, bytes] = [head, 0];
  const flush = async () => {
    bytes += text.length;
    if (!stream.write(text)) await new Promise((resolve) => stream.once('drain', () => resolve(null)));
    text = '';
  };
  for (let index = 0; index < mostItems && bytes + text.length < mostBytes; index++) {
    text += item(index);
    if (text.length > 2 ** 20) await flush();
  }
  text += tail;
  await flush();
  await new Promise<void>((resolve) => stream.end(resolve));
}

interface Outcome {
  readonly milliseconds: number;
  readonly mebibytes: number;
  readonly status: number | null;
  readonly sentence: string;
}

function start(args: readonly string[]): { child: ChildProcess; ended: Promise<Outcome> } {
  const began = performance.now();
  const child = spawn(process.execPath, ['--import', hook, program, ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let text = '';
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (piece) => (text += piece));
  const ended = new Promise<Outcome>((resolve) => {
    child.on('close', (status) =>
      resolve({
        milliseconds: performance.now() - began,
        mebibytes: Number(/PEAK (\d+)/.exec(text)?.[1] ?? Number.NaN) / 1024,
        status,
        sentence:
          text
            .split('\n')
            .find((line) => /error|cannot|too many|too large|refused/i.test(line))
            ?.trim() ?? '',
      }),
    );
  });
  return { child, ended };
}

/** Runs a command whole, then once more with an interrupt after 60 % of its time; prints a line; false if it fails. */
async function weigh(
  name: string,
  { most = mostMemory }: ManyItems,
  args: readonly string[],
  again: () => Promise<void>,
): Promise<boolean> {
  const whole = await start(args).ended;
  await again();
  const { child, ended } = start(args);
  await Promise.race([wait(whole.milliseconds * 0.6), ended]);
  const sent = performance.now();
  child.kill('SIGINT');
  await ended;
  const patience = performance.now() - sent;
  const isRefused = whole.status !== 0 && whole.sentence !== '';
  const isGood = (whole.mebibytes <= most || isRefused) && patience <= mostPatience;
  const numbers = [
    `${Math.round(whole.mebibytes)} MiB`,
    `${(whole.milliseconds / 1000).toFixed(1)} s`,
    `interrupt ${Math.round(patience)} ms`,
    `status ${whole.status}`,
  ];
  process.stdout.write(
    `${isGood ? 'ok  ' : 'FAIL'} ${name.padEnd(36)} ${numbers.join(', ')}  ${whole.sentence.slice(0, 160)}\n`,
  );
  return isGood;
}

async function place(tiny: TinyDeposition, row: ManyItems): Promise<string> {
  if (row.source !== undefined) await annotate(tiny, [{ id: 'many', sources: [row.source] }]);
  if (row.edit !== undefined) await tiny.editConfig(...row.edit);
  const path = row.file === null ? tiny.config : tiny.source(row.file);
  await write(path, row);
  return path;
}

const only = process.argv.slice(2);
let failed = 0;
for (const row of manyItems.filter(
  ({ name }) => only.length === 0 || only.some((each) => name.includes(each)),
)) {
  await inTemporaryDirectory(async (directory) => {
    const tiny = await makeTinyDeposition(directory);
    const path = await place(tiny, row);
    const isOnly = row.source === undefined ? [] : annotationsOnly;
    const ingest = tiny.ingestArguments('--memory', '256', ...isOnly);
    const commands: Readonly<Record<string, readonly string[]>> = {
      ingest,
      ...(row.file === null ? {} : { inspect: ['inspect', path] }),
    };
    for (const [command, args] of Object.entries(commands)) {
      const isGood = await weigh(`${row.name}: ${command}`, row, args, () =>
        rm(tiny.output, { recursive: true, force: true }),
      );
      if (!isGood) failed++;
    }
  });
}
process.exitCode = failed === 0 ? 0 : 1;

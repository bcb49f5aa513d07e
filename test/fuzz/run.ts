import { Worker } from 'node:worker_threads';
import { keepCase } from './case-files.js';
import { caseAt, chosenTargets, type LoadedTarget, loadTargets } from './cases.js';
import { patience } from './limits.js';
import { type FuzzOptions, fuzzOptions } from './options.js';
import { replay, replayApart } from './replay.js';
import { targets } from './targets/index.js';
import type { Suspect, WorkerTask } from './worker.js';

/** Milliseconds that a suspect may take when it is read alone. */
const patienceAlone = 60_000;
/** Faults of one target after which no more of its suspects are looked at. */
const mostAlike = 10;
/** Suspects of a lane that are shown at once. */
const mostShown = 20;

const print = (line: string) => void process.stdout.write(`${line}\n`);

/** Cases that a lane of workers has begun and those it found at fault. */
interface Lane {
  readonly place: Int32Array;
  readonly suspects: Suspect[];
}

/** Cases that a worker reads: an HDF5 library that trapped stays in its memory, and is replaced by another one. */
const casesOfWorker = 2000;

/** Runs every `jobs`-th case; a worker that hangs or dies is replaced, and its case is a suspect. */
async function runLane(options: FuzzOptions, offset: number, lane: Lane): Promise<void> {
  const { seed, only, cases, from, jobs } = options;
  const end = from + cases;
  for (let first = from + offset; first < end; ) {
    const next = first + casesOfWorker * jobs;
    const task: WorkerTask = {
      seed,
      only,
      first,
      step: jobs,
      end: Math.min(end, next),
      progress: lane.place.buffer as SharedArrayBuffer,
    };
    const broken = await runWorker(task, lane);
    first = broken === null ? next : broken + jobs;
  }
}

/** The index of the case that a worker did not survive; null when it read all. */
function runWorker(task: WorkerTask, lane: Lane): Promise<number | null> {
  const worker = new Worker(new URL('worker.js', import.meta.url), {
    workerData: task,
    resourceLimits: { maxOldGenerationSizeMb: 1024 },
    stderr: false,
  });
  Atomics.store(lane.place, 0, -1);
  let [last, since] = [-1, Date.now()];
  let death: Suspect | null = null;
  const watch = setInterval(() => {
    const index = Atomics.load(lane.place, 0);
    if (index !== last) [last, since] = [index, Date.now()];
    else if (index >= 0 && Date.now() - since > patience) {
      death = { index, kind: 'slow', text: `no end after ${patience} ms` };
      void worker.terminate();
    }
  }, 250);
  worker.on('message', (suspect: Suspect) => {
    lane.suspects.push(suspect);
    if (lane.suspects.length <= mostShown) {
      print(`case ${suspect.index} is suspected: ${suspect.text.slice(0, 300)}`);
    }
  });
  return new Promise((resolve, reject) => {
    worker.on('error', (error) => {
      const index = Atomics.load(lane.place, 0);
      if (index < 0) reject(error);
      death = { index, kind: 'error', text: `outside of the reader: ${error.stack ?? error.message}` };
    });
    worker.on('exit', () => {
      clearInterval(watch);
      if (death !== null) lane.suspects.push(death);
      resolve(death === null ? null : death.index);
    });
  });
}

/** Reads suspects once more, alone: what remains is at fault, and is written to a directory. */
async function judge(
  suspects: readonly Suspect[],
  loaded: readonly LoadedTarget[],
  { seed, out }: FuzzOptions,
): Promise<number> {
  const faults = new Map<string, number>();
  for (const suspect of suspects) {
    const { target, files } = caseAt(loaded, seed, suspect.index);
    const before = faults.get(target.name) ?? 0;
    if (before >= mostAlike) {
      faults.set(target.name, before + 1);
      continue;
    }
    const kept = { target: target.name, seed, index: suspect.index, fault: suspect.text };
    const directory = await keepCase(out, kept, files);
    const alone = await replayApart(directory, patienceAlone);
    // An error outside of the reader's promise may need more than one input.
    const fault = alone ?? (suspect.kind === 'error' ? suspect.text : null);
    if (fault === null) continue;
    faults.set(target.name, before + 1);
    print(`FAULT ${target.name}, case ${suspect.index} of seed ${seed}: ${fault.slice(0, 1500)}`);
    print(`  once more: node dist/test/fuzz/run.js --replay ${directory}`);
  }
  return [...faults.values()].reduce((sum, count) => sum + count, 0);
}

async function main(): Promise<number> {
  const options = fuzzOptions(process.argv.slice(2));
  if (options.replay !== null) {
    const { fault, answer } = await replay(options.replay);
    print(fault ?? answer);
    return fault === null ? 0 : 1;
  }
  const start = performance.now();
  const loaded = await loadTargets(chosenTargets(targets, options.only));
  const inputs = loaded.reduce((sum, target) => sum + target.inputs.length, 0);
  print(`seed ${options.seed}: ${options.cases} cases of ${loaded.length} readers from ${inputs} inputs`);
  const lanes: readonly Lane[] = Array.from({ length: options.jobs }, () => ({
    place: new Int32Array(new SharedArrayBuffer(12)),
    suspects: [],
  }));
  const count = (at: 1 | 2) => lanes.reduce((sum, { place }) => sum + Atomics.load(place, at), 0);
  const ticker = setInterval(() => {
    const seconds = Math.round((performance.now() - start) / 1000);
    const suspects = lanes.reduce((sum, lane) => sum + lane.suspects.length, 0);
    print(`${seconds} s: ${count(1)} cases, ${suspects} suspects`);
  }, 15_000);
  await Promise.all(lanes.map((lane, offset) => runLane(options, offset, lane)));
  clearInterval(ticker);
  const suspects = lanes.flatMap((lane) => lane.suspects).sort((a, b) => a.index - b.index);
  const faults = await judge(suspects, loaded, options);
  const seconds = Math.round((performance.now() - start) / 1000);
  print(
    `${options.cases} cases in ${seconds} s: ${count(2)} read, ${suspects.length} looked at twice, ${faults} faults`,
  );
  return faults === 0 ? 0 : 1;
}

process.exit(await main());

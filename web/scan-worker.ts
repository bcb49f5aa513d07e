// A worker that scans the voxels of volumes, one task at a time. The worker of the page reads the files of a scan for it.

import { isThreadFailure, packFailure, reviveFailure } from '../src/base/thread-failure.js';
import { emptyStorage, readWhole, type Storage } from '../src/storage/storage.js';
import { TreeReader } from '../src/tree/tree-reader.js';
import { createKernelScanner } from '../src/validate/voxels/voxel-scanner.js';
import { startOfBlock } from '../src/volume/engine/chunk-blocks.js';
import type { Unit } from '../src/volume/engine/pyramid-plan.js';
import {
  partsOfUnit,
  type SoundUnit,
  type UnitPart,
  unitChecker,
} from '../src/volume/engine/unit-checker.js';
import type { OpenWaiting } from '../src/volume/engine/waiting-file.js';
import { bloscHeaderBytes } from '../src/volume/kernels/blosc-frame.js';
import { loadKernels } from '../src/volume/kernels/load-kernels.js';
import { type FilePart, FilePieces, pieceBytes, sumOf } from './file-pieces.js';
import {
  type FromScanWorker,
  type ScanAnswer,
  type ScanTask,
  type ToScanWorker,
  workersAtOnce,
} from './scan-messages.js';

type Answer = Extract<ToScanWorker, { kind: 'answer' }>['answer'];
type CheckTask = Extract<ScanTask, { kind: 'check' }>;

const kernels = loadKernels();
const waiting = new Map<number, (answer: Answer) => void>();
let count = 0;
const post = (message: FromScanWorker) => postMessage(message);

/** Asks the worker of the page. Fails as reading the file there does. */
async function ask(question: (number: number) => FromScanWorker): Promise<number | Uint8Array> {
  count += 1;
  const number = count;
  const answer = await new Promise<Answer>((resolve) => {
    waiting.set(number, resolve);
    post(question(number));
  });
  if (isThreadFailure(answer)) throw reviveFailure(answer);
  return answer;
}

function remoteFiles(isRemote: boolean): Storage {
  const empty = emptyStorage('');
  const open = async (key: string) => ({
    size: Number(await ask((number) => ({ kind: 'size', number, key }))),
    localPath: null,
    read: async (offset: number, length: number) =>
      (await ask((number) => ({ kind: 'read', number, key, offset, length }))) as Uint8Array,
    close: async () => undefined,
  });
  return {
    ...empty,
    flat: isRemote,
    open,
    get: async (key, limit = Number.POSITIVE_INFINITY) =>
      readWhole(await open(key), limit, empty.location(key)),
  };
}

addEventListener('message', async ({ data }: MessageEvent<ToScanWorker>) => {
  if (data.kind === 'answer') {
    waiting.get(data.number)?.(data.answer);
    waiting.delete(data.number);
    return;
  }
  try {
    post(await run(data));
  } catch (error) {
    post({ kind: 'failed', failure: packFailure(error) });
  }
});

async function run(task: ScanTask): Promise<ScanAnswer> {
  if (task.kind === 'scan') {
    const reader = new TreeReader(remoteFiles(task.isRemote));
    const facts = await createKernelScanner(reader, task.isSample, kernels).scan(task.volume);
    return { kind: 'scanned', facts, ...reader.counts };
  }
  if (task.kind === 'sum') return { kind: 'summed', checksum: await sumOf(task.file).catch(() => null) };
  const loaded = await kernels;
  const top = loaded.arena.top;
  try {
    const files = await TaskFiles.of(task);
    const check = unitChecker(loaded, task.job, files.open);
    const units: (SoundUnit | null)[] = [];
    while (units.length < task.units.length && !units.includes(null)) {
      // What cannot be read is a fault of the unit.
      const prepared = await files.prepare(units.length).catch(() => 1);
      for (const unit of task.units.slice(units.length, units.length + prepared)) units.push(check(unit));
    }
    return { kind: 'checked', units, sums: pieces.takeSums() };
  } finally {
    pieces.closeStreams();
    loaded.arena.release(top);
  }
}

/** Bytes of the head of a chunk, which is kept: it says where the blocks are. */
const headBytes = 2 ** 16;

/** Most bytes of a chunk that a unit takes. */
const mostBytes = 2 ** 22;

/** Pieces of files that this worker keeps: 96 MiB in all workers. */
const piecesKept = Math.floor((96 * 2 ** 20) / pieceBytes / workersAtOnce);
/** Files that all workers read ahead, for which the browser keeps up to 2 MiB each. */
const mostStreams = 96;
const pieces = new FilePieces(piecesKept, Math.floor(mostStreams / workersAtOnce));

/** The files of a task. */
class TaskFiles {
  readonly #units: readonly Unit[];
  readonly #files: ReadonlyMap<string, File>;
  readonly #heads: ReadonlyMap<string, Uint8Array>;
  /** What each unit takes of them. */
  readonly #parts: readonly (readonly FilePart[])[];

  private constructor({ job, units, files }: CheckTask, heads: ReadonlyMap<string, Uint8Array>) {
    this.#units = units;
    this.#files = files;
    this.#heads = heads;
    const parts = units.map((unit) => partsOfUnit(job, unit).flatMap((part) => this.#placed(part) ?? []));
    const ends = new Map<string, number>();
    for (const { path, end } of parts.flat()) ends.set(path, Math.max(end, ends.get(path) ?? 0));
    this.#parts = parts.map((each) =>
      each.map((part) => ({ ...part, last: ends.get(part.path) ?? part.end })),
    );
  }

  /** Reads the heads of chunks, all at once: the browser takes a millisecond to read one, and a tenth of that beside others. */
  static async of(task: CheckTask): Promise<TaskFiles> {
    const chunks = [...task.files].filter(([path]) => path !== task.job.mrc.path);
    const heads = chunks.map(([, file]) => file.slice(0, headBytes));
    // One of them may be unreadable, which is found when its units are checked.
    const bytes = await new Blob(heads).arrayBuffer().catch(() => new ArrayBuffer());
    let at = 0;
    return new TaskFiles(
      task,
      new Map(
        chunks.map(([path], index) => {
          const start = at;
          at += heads[index]?.size ?? 0;
          return [path, new Uint8Array(bytes).subarray(start, at)] as const;
        }),
      ),
    );
  }

  /**
   * Reads what units from one on need, without which their checks wait for one piece after the other: those of the same
   * planes, whose rows follow each other in the MRC, but not more than is kept. Returns their number.
   */
  async prepare(first: number): Promise<number> {
    const z = this.#units[first]?.origin[0];
    const parts: FilePart[] = [];
    let [count, room] = [0, piecesKept];
    for (const [index, own] of this.#parts.entries()) {
      if (index < first) continue;
      for (const { start, end } of own) room -= (end - start) / pieceBytes + 1;
      if (count > 0 && (room < 0 || this.#units[index]?.origin[0] !== z)) break;
      parts.push(...own);
      count += 1;
    }
    await pieces.load(parts);
    return count;
  }

  readonly open: OpenWaiting = (path) => {
    const file = this.#files.get(path);
    if (file === undefined) return null;
    return {
      size: file.size,
      read: (target, position) => {
        const end = position + target.length;
        const head = this.#heads.get(path);
        if (head !== undefined && end <= head.length) target.set(head.subarray(position, end));
        else pieces.read(path, file, target, position);
      },
      close: () => undefined,
    };
  };

  /** Returns where a part is in its file; null if it must be read while the worker waits, or does not exist. */
  #placed(part: UnitPart): Omit<FilePart, 'last'> | null {
    const file = this.#files.get(part.path);
    if (file === undefined) return null;
    if ('start' in part) return { ...part, file };
    const { path, firstBlock, lastBlock } = part;
    const head = this.#heads.get(path);
    if (head === undefined || head.length < bloscHeaderBytes + 4 * (lastBlock + 2)) return null;
    const start = startOfBlock(head, firstBlock);
    const end = startOfBlock(head, lastBlock + 1);
    // Behind the offset of the last block of a chunk there are other bytes.
    const most = Math.min(start + mostBytes, file.size);
    return { path, file, start, end: end > start && end < most ? end : most };
  }
}

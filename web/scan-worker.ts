// A worker that scans the voxels of volumes, one task at a time. The worker of the page reads the files of a scan for it.

import { isThreadFailure, packFailure, reviveFailure } from '../src/base/thread-failure.js';
import { Crc64 } from '../src/storage/crc64.js';
import { emptyStorage, readWhole, type Storage } from '../src/storage/storage.js';
import { TreeReader } from '../src/tree/tree-reader.js';
import { createKernelScanner } from '../src/validate/voxels/voxel-scanner.js';
import { startOfBlock } from '../src/volume/engine/chunk-blocks.js';
import {
  partsOfUnit,
  type SoundUnit,
  type UnitPart,
  unitChecker,
} from '../src/volume/engine/unit-checker.js';
import type { OpenWaiting } from '../src/volume/engine/waiting-file.js';
import { bloscHeaderBytes } from '../src/volume/kernels/blosc-frame.js';
import { loadKernels } from '../src/volume/kernels/load-kernels.js';
import { type FilePart, FilePieces, keysOfPieces, pieceBytes, sumOf } from './file-pieces.js';
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
    const files = await filesOf(task, await pieces);
    const check = unitChecker(loaded, task.job, files.open);
    const units: (SoundUnit | null)[] = [];
    while (units.length < task.units.length && !units.includes(null)) {
      // What cannot be read is a fault of the unit.
      const prepared = await files.prepare(units.length).catch(() => 1);
      for (const unit of task.units.slice(units.length, units.length + prepared)) units.push(check(unit));
    }
    return { kind: 'checked', units, sums: (await pieces).takeSums() };
  } finally {
    (await pieces).closeStreams();
    loaded.arena.release(top);
  }
}

/** Bytes of the head of a chunk, which is kept: it says where the blocks are. */
const headBytes = 2 ** 16;

/** Most bytes of a chunk that a unit takes. */
const mostBytes = 2 ** 22;

/** Pieces of files that this worker keeps: 84 MiB in all workers. */
const piecesKept = Math.floor((84 * 2 ** 20) / pieceBytes / workersAtOnce);
/** Files that all workers read ahead, for which the browser keeps up to 2 MiB each. */
const mostStreams = 96;
const pieces = kernels.then(
  ({ arena, sumBytes }) =>
    new FilePieces(piecesKept, Math.floor(mostStreams / workersAtOnce), (bytes) => {
      const offset = arena.offsetOf(bytes);
      return offset === null ? Crc64.shared().remainder(bytes) : sumBytes(offset, bytes.length);
    }),
);

/** Returns what opens the files of a task, and what reads ahead in them. */
async function filesOf({ job, units, files }: CheckTask, pieces: FilePieces) {
  const chunks = [...files].filter(([path]) => path !== job.mrc.path);
  // All heads at once: the browser takes a millisecond to read one, and a tenth of that beside others.
  const slices = chunks.map(([, file]) => file.slice(0, headBytes));
  // One of them may be unreadable, which is found when its units are checked.
  const bytes = await new Blob(slices).arrayBuffer().catch(() => new ArrayBuffer());
  const heads = new Map<string, Uint8Array>();
  let at = 0;
  for (const [index, [path]] of chunks.entries()) {
    const start = at;
    at += slices[index]?.size ?? 0;
    heads.set(path, new Uint8Array(bytes).subarray(start, at));
  }
  /** What each unit takes of the files, and where the parts of a file end. */
  const parts = units.map((unit) => partsOfUnit(job, unit).flatMap((part) => placed(part) ?? []));
  const ends = new Map<string, number>();
  for (const { path, end } of parts.flat()) ends.set(path, Math.max(end, ends.get(path) ?? 0));
  return { open, prepare };

  /**
   * Reads what units from one on need, without which their checks wait for one piece after the other: those of the same
   * planes, whose rows follow each other in the MRC, but not more than is kept. Returns their number.
   */
  async function prepare(first: number): Promise<number> {
    const z = units[first]?.origin[0];
    const wanted: FilePart[] = [];
    const needed = new Set<string>();
    let count = 0;
    for (const [index, own] of parts.entries()) {
      if (index < first) continue;
      for (const key of own.flatMap(keysOfPieces)) needed.add(key);
      if (count > 0 && (needed.size > piecesKept || units[index]?.origin[0] !== z)) break;
      wanted.push(...own.map((part) => ({ ...part, last: ends.get(part.path) ?? part.end })));
      count += 1;
    }
    await pieces.load(wanted);
    return count;
  }

  function open(path: string): ReturnType<OpenWaiting> {
    const file = files.get(path);
    if (file === undefined) return null;
    return {
      size: file.size,
      read: (target, position) => {
        const end = position + target.length;
        const head = heads.get(path);
        if (head !== undefined && end <= head.length) target.set(head.subarray(position, end));
        else pieces.read(path, file, target, position);
      },
      close: () => undefined,
    };
  }

  /** Returns where a part is in its file; null if it must be read while the worker waits, or does not exist. */
  function placed(part: UnitPart): Omit<FilePart, 'last'> | null {
    const file = files.get(part.path);
    if (file === undefined) return null;
    if ('start' in part) return { ...part, file };
    const { path, firstBlock, lastBlock } = part;
    const head = heads.get(path);
    if (head === undefined || head.length < bloscHeaderBytes + 4 * (lastBlock + 2)) return null;
    const start = startOfBlock(head, firstBlock);
    const end = startOfBlock(head, lastBlock + 1);
    // Behind the offset of the last block of a chunk there are other bytes.
    const most = Math.min(start + mostBytes, file.size);
    return { path, file, start, end: end > start && end < most ? end : most };
  }
}

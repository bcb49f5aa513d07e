// A worker that scans the voxels of volumes, one task at a time. The worker of the page reads the files of a scan for it.

import { isThreadFailure, packFailure, reviveFailure } from '../src/base/thread-failure.js';
import { emptyStorage, readWhole, type Storage } from '../src/storage/storage.js';
import { TreeReader } from '../src/tree/tree-reader.js';
import { createKernelScanner } from '../src/validate/voxels/voxel-scanner.js';
import { startOfBlock } from '../src/volume/engine/chunk-blocks.js';
import type { Unit } from '../src/volume/engine/pyramid-plan.js';
import { partsOfUnit, type SoundUnit, unitChecker } from '../src/volume/engine/unit-checker.js';
import type { OpenWaiting } from '../src/volume/engine/waiting-file.js';
import { loadKernels } from '../src/volume/kernels/load-kernels.js';
import { type FilePart, FilePieces, largestPiece, sumOf } from './file-pieces.js';
import type { FromScanWorker, ScanAnswer, ScanTask, ToScanWorker } from './scan-messages.js';

type Answer = Extract<ToScanWorker, { kind: 'answer' }>['answer'];

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
    const files = new TaskFiles(task);
    const check = unitChecker(loaded, task.job, files.open);
    const units: (SoundUnit | null)[] = [];
    for (const unit of task.units) {
      // What cannot be read is a fault of the unit.
      await files.prepare(unit).catch(() => undefined);
      units.push(check(unit));
    }
    return { kind: 'checked', units, sums: files.pieces.takeSums() };
  } finally {
    loaded.arena.release(top);
  }
}

/** Bytes of the head of a chunk, which is kept: it says where the blocks are. */
const headBytes = 2 ** 16;

/** Pieces that the task before has left: the next one often begins where it has ended, and uses their buffers again. */
let lastPieces: FilePieces | null = null;

/** The files of a task, in pieces. */
class TaskFiles {
  readonly #task: Extract<ScanTask, { kind: 'check' }>;
  readonly #heads = new Map<string, Uint8Array>();
  readonly pieces: FilePieces;

  constructor(task: Extract<ScanTask, { kind: 'check' }>) {
    this.#task = task;
    const { pieceBytes, piecesKept } = task;
    if (lastPieces?.pieceBytes !== pieceBytes) lastPieces = new FilePieces(pieceBytes, piecesKept);
    this.pieces = lastPieces;
  }

  /** Reads what a unit needs, without which its check waits for one piece after the other. */
  async prepare(unit: Unit): Promise<void> {
    const { job, files } = this.#task;
    const parts = await Promise.all(
      partsOfUnit(job, unit).map(async (part): Promise<FilePart[]> => {
        const file = files.get(part.path);
        if (file === undefined) return [];
        if ('start' in part) return [{ ...part, file }];
        const { path, firstBlock, lastBlock } = part;
        const head = this.#heads.get(path) ?? new Uint8Array(await file.slice(0, headBytes).arrayBuffer());
        this.#heads.set(path, head);
        const start = startOfBlock(head, firstBlock);
        const end = startOfBlock(head, lastBlock + 1);
        // Behind the offset of the last block of a chunk there are other bytes.
        const most = Math.min(start + largestPiece, file.size);
        return [{ path, file, start, end: end > start && end < most ? end : most }];
      }),
    );
    await this.pieces.load(parts.flat());
  }

  readonly open: OpenWaiting = (path) => {
    const file = this.#task.files.get(path);
    if (file === undefined) return null;
    return {
      size: file.size,
      read: (target, position) => {
        const end = position + target.length;
        const head = this.#heads.get(path);
        if (head !== undefined && end <= head.length) target.set(head.subarray(position, end));
        else this.pieces.read(path, file, target, position);
      },
      close: () => undefined,
    };
  };
}

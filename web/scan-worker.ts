// A worker that scans the voxels of volumes, one task at a time. The worker of the page reads the files of a scan for it.

import { getOrMake } from '../src/base/collections.js';
import { isThreadFailure, packFailure, reviveFailure } from '../src/base/thread-failure.js';
import { FileSum } from '../src/storage/crc64.js';
import { emptyStorage, readWhole, type Storage } from '../src/storage/storage.js';
import { TreeReader } from '../src/tree/tree-reader.js';
import { createKernelScanner } from '../src/validate/voxels/voxel-scanner.js';
import { type SoundUnit, UnitChecker } from '../src/volume/engine/unit-checker.js';
import type { OpenWaiting, WaitingFile } from '../src/volume/engine/waiting-file.js';
import { loadKernels } from '../src/volume/kernels/load-kernels.js';
import type { FromScanWorker, ScanAnswer, ScanTask, ToScanWorker } from './scan-messages.js';

/** The reader of workers, which no library of types has beside those of pages. */
declare class FileReaderSync {
  readAsArrayBuffer(blob: Blob): ArrayBuffer;
}

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
    const checker = new UnitChecker(loaded, task.job, openIn(task));
    const units: (SoundUnit | null)[] = [];
    for (const unit of task.units) {
      units.push(checker.check(unit));
      await collectGarbage();
    }
    return { kind: 'checked', units };
  } finally {
    loaded.arena.release(top);
  }
}

/** Lets the browser collect garbage: it does so only between tasks, and what is read at once stays till then. */
const collectGarbage = () => new Promise((resolve) => setTimeout(resolve));

/** Bytes of a file that are read at once to sum it, and between two collections of garbage. */
const [pieceBytes, uncollectedBytes] = [2 ** 20, 2 ** 23];

/** Returns the CRC-64/NVME of a file. Fails with an Error if it cannot be read. */
async function sumOf(file: File): Promise<bigint | null> {
  const sum = new FileSum();
  for (let at = 0; at < file.size; at += pieceBytes) {
    sum.addBytes(at, readPart(file, at, pieceBytes));
    if (at % uncollectedBytes === 0) await collectGarbage();
  }
  return sum.finish(file.size);
}

/**
 * Objects that nothing needs. Chromium collects garbage when scripts have allocated enough objects, and what was read
 * counts for little: without them, gigabytes of it stay.
 */
let ballast: readonly object[] = [];
const ballastObjects = 4000;

/** Reads a part of a file while the worker waits. */
function readPart(file: File, start: number, length: number): Uint8Array<ArrayBuffer> {
  ballast = Array.from({ length: ballastObjects }, () => ({ size: ballast.length }));
  return new Uint8Array(new FileReaderSync().readAsArrayBuffer(file.slice(start, start + length)));
}

/** Bytes of the head of a file, which is read once: the offsets of the blocks of a chunk are there. */
const headBytes = 2 ** 16;
/** Bytes of a chunk that are read at once: a read takes milliseconds, however short it is. */
const windowBytes = 2 ** 20;

/** Opens the files of a task, of each of which the head is kept, and of chunks what was read last. */
function openIn({ job: { mrc }, files }: Extract<ScanTask, { kind: 'check' }>): OpenWaiting {
  const openFile = (path: string, file: File): WaitingFile => {
    const most = path === mrc.path ? 0 : windowBytes;
    let head: Uint8Array | null = null;
    let window = { start: 0, bytes: new Uint8Array() };
    return {
      size: file.size,
      read(target, position) {
        const end = position + target.length;
        if (end > file.size) throw new Error(`${path} became shorter`);
        if (end <= headBytes) {
          head ??= readPart(file, 0, headBytes);
          target.set(head.subarray(position, end));
          return;
        }
        if (position < window.start || end > window.start + window.bytes.length) {
          const start = file.size <= most ? 0 : position;
          window = { start, bytes: readPart(file, start, Math.max(most, target.length)) };
        }
        target.set(window.bytes.subarray(position - window.start, end - window.start));
      },
      close: () => undefined,
    };
  };
  const opened = new Map<string, WaitingFile>();
  return (path) => {
    const file = files.get(path);
    return file === undefined ? null : getOrMake(opened, path, () => openFile(path, file));
  };
}

// A worker that scans the voxels of volumes, one task at a time. The worker of the page reads the files of a scan for it.

import { isThreadFailure, packFailure, reviveFailure } from '../src/base/thread-failure.js';
import { emptyStorage, readWhole, type Storage } from '../src/storage/storage.js';
import { TreeReader } from '../src/tree/tree-reader.js';
import { createKernelScanner } from '../src/validate/voxels/voxel-scanner.js';
import { UnitChecker } from '../src/volume/engine/unit-checker.js';
import type { OpenWaiting } from '../src/volume/engine/waiting-file.js';
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
  const loaded = await kernels;
  const top = loaded.arena.top;
  try {
    return {
      kind: 'checked',
      sound: new UnitChecker(loaded, task.job, openIn(task.files)).check(task.unit),
    };
  } finally {
    loaded.arena.release(top);
  }
}

function openIn(files: ReadonlyMap<string, File>): OpenWaiting {
  const reader = new FileReaderSync();
  return (path) => {
    const file = files.get(path);
    if (file === undefined) return null;
    return {
      size: file.size,
      read(target, position) {
        const part = file.slice(position, position + target.length);
        const bytes = new Uint8Array(reader.readAsArrayBuffer(part));
        if (bytes.length < target.length) throw new Error(`${path} became shorter`);
        target.set(bytes);
      },
      close: () => undefined,
    };
  };
}

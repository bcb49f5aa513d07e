// A worker that scans the voxels of volumes, one at a time. The worker of the page reads the files for it.

import { isThreadFailure, packFailure, reviveFailure } from '../src/base/thread-failure.js';
import { emptyStorage, readWhole, type Storage } from '../src/storage/storage.js';
import { TreeReader } from '../src/tree/tree-reader.js';
import { createKernelScanner } from '../src/validate/voxels/voxel-scanner.js';
import { loadKernels } from '../src/volume/kernels/load-kernels.js';
import type { FromScanWorker, ToScanWorker } from './scan-messages.js';

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
  const { volume, isSample, isRemote } = data;
  const reader = new TreeReader(remoteFiles(isRemote));
  try {
    const facts = await createKernelScanner(reader, isSample, kernels).scan(volume);
    post({ kind: 'scanned', facts, ...reader.counts });
  } catch (error) {
    post({ kind: 'failed', failure: packFailure(error) });
  }
});

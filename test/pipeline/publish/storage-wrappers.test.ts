import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { PublishingStorage } from '../../../src/pipeline/publish/publishing-storage.js';
import { RecordingStorage } from '../../../src/pipeline/publish/record-writes.js';
import { CheckedOutput } from '../../../src/pipeline/walk/process-item.js';
import { ListedStorage } from '../../../src/storage/listed-storage.js';
import { ReadOnceStorage } from '../../../src/storage/read-once.js';
import { RememberedStorage } from '../../../src/storage/remembered-storage.js';
import type { Storage } from '../../../src/storage/storage.js';

const test = suite('storages around another');

type Method = Exclude<keyof Storage, 'url' | 'flat' | 'location' | 'close'>;

/** What each method is asked with all of its arguments. */
const questions: Readonly<Record<Method, readonly unknown[]>> = {
  freeBytes: [],
  storedDigests: ['a/b'],
  stat: ['a/b'],
  kind: ['a/b'],
  readDirectory: ['a', 'b'],
  list: ['a'],
  get: ['a/b', 1000],
  open: ['a/b'],
  put: ['a/b', Uint8Array.of(1)],
  createExclusive: ['a/b', Uint8Array.of(1)],
  createFile: ['a/b', 17],
  stageDirectory: ['a'],
  copyFrom: [{ url: 'another', location: (key: string) => `another/${key}` }, 'c/d', 'a/b'],
  delete: ['a/b'],
  deleteDirectory: ['a'],
  removeLeftovers: ['a', 5],
};

const methods = Object.keys(questions) as Method[];

/** A storage that notes how it is asked. */
function asked(): { readonly storage: Storage; readonly calls: (readonly unknown[])[] } {
  const calls: (readonly unknown[])[] = [];
  const answers: Partial<Record<Method, unknown>> = {
    readDirectory: [],
    get: new Uint8Array(2),
    put: {},
    copyFrom: { bytes: 2 },
    open: { size: 2, localPath: null, read: async () => new Uint8Array(2), close: async () => undefined },
    createFile: { write: async () => undefined },
    stageDirectory: {},
    createExclusive: true,
  };
  const methodOf = (name: Method) =>
    name === 'list'
      ? async function* (...values: readonly unknown[]) {
          calls.push([name, ...values]);
          yield { key: 'a/b', size: 2, modified: 0 };
        }
      : async (...values: readonly unknown[]) => {
          calls.push([name, ...values]);
          return answers[name] ?? null;
        };
  const storage = {
    url: 'mem',
    flat: false,
    location: (key: string) => `mem/${key}`,
    close: async () => undefined,
    ...Object.fromEntries(methods.map((name) => [name, methodOf(name)])),
  } as unknown as Storage;
  return { storage, calls };
}

const wrappers: readonly {
  readonly name: string;
  readonly around: (storage: Storage) => Storage;
  /** Methods that do not ask the same method of the storage. */
  readonly except: readonly Method[];
}[] = [
  { name: 'read once', around: (storage) => new ReadOnceStorage(storage), except: ['get', 'storedDigests'] },
  {
    name: 'remembered, of no group',
    around: (storage) => new RememberedStorage(storage, () => null),
    except: [],
  },
  {
    name: 'remembered, of a group',
    around: (storage) => new RememberedStorage(storage, () => 'group'),
    except: [],
  },
  { name: 'listed', around: (storage) => new ListedStorage(storage), except: methods.slice(8) },
  { name: 'checked', around: (storage) => new CheckedOutput(storage, async () => undefined), except: [] },
  {
    name: 'recorded',
    around: (storage) =>
      new RecordingStorage(
        storage,
        { wrote: () => undefined, removed: () => undefined },
        { algorithm: 'sha256', manifest: null, hashesFiles: false },
      ),
    except: [],
  },
  {
    name: 'published',
    around: (output) =>
      new PublishingStorage({
        ...{ output, layout: 'documented', writesAnew: async () => false },
        changed: () => undefined,
      }),
    except: [],
  },
];

for (const { name, around, except } of wrappers) {
  test(`${name}: hands every argument on`, async () => {
    for (const method of methods.filter((each) => !except.includes(each))) {
      const { storage, calls } = asked();
      const wrapped = around(storage) as unknown as Record<
        string,
        (...values: readonly unknown[]) => unknown
      >;
      const answer = wrapped[method]?.(...questions[method]);
      if (method === 'list') for await (const _ of answer as AsyncIterable<unknown>) break;
      else await answer;
      assert.ok(
        calls.some(([of, ...values]) => {
          const isAlike = values.length >= questions[method].length;
          return of === method && isAlike && questions[method].every((value, at) => values[at] === value);
        }),
        `${method}: ${JSON.stringify(calls)}`,
      );
    }
  });
}

test.run();

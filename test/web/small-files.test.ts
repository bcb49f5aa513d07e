import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { smallFiles } from '../../web/small-files.js';

const test = suite('small files of a folder');

const named = (path: string, content: string) => ({ path, file: new File([content], path) });
const contentOf = (index: number) => `{"run": ${index}, "text": "${'x'.repeat(index)}"}`;
const files = [
  ...Array.from({ length: 120 }, (_, index) =>
    named(`10001/run_${index}/run_metadata.json`, contentOf(index)),
  ).reverse(),
  named('10001/run_0/large.json', 'y'.repeat(20_000)),
  named('10001/run_0/TS.mrc', 'voxels'),
];

/** Does some work while the composed blobs of this thread are counted, and those with a refused file fail. */
async function whileBlobsAreCounted(refused: File | null, work: () => Promise<void>): Promise<number> {
  const { Blob: original } = globalThis;
  let count = 0;
  class CountedBlob extends original {
    readonly #isRefused: boolean;

    constructor(parts: File[]) {
      super(parts);
      count += 1;
      this.#isRefused = refused !== null && parts.includes(refused);
    }

    override async arrayBuffer(): Promise<ArrayBuffer> {
      if (this.#isRefused) throw new DOMException('the file changed', 'NotReadableError');
      return super.arrayBuffer();
    }
  }
  globalThis.Blob = CountedBlob as unknown as typeof Blob;
  try {
    await work();
  } finally {
    globalThis.Blob = original;
  }
  return count;
}

test('are read in groups, if they are of metadata', async () => {
  const read = smallFiles(files);
  const textOf = async ({ file }: { readonly file: File }) =>
    new TextDecoder().decode((await read(file)) ?? undefined);
  const blobs = await whileBlobsAreCounted(null, async () => {
    assert.equal(
      await Promise.all(files.slice(0, 120).map(textOf)),
      files.slice(0, 120).map((_, at) => contentOf(119 - at)),
    );
    assert.equal(await Promise.all(files.slice(120).map(({ file }) => read(file))), [null, null]);
  });
  assert.is(blobs, 3);
});

test('can be read if another of their group cannot', async () => {
  const changed = named('10001/run_5/tomogram_metadata.json', '{}');
  changed.file.arrayBuffer = () => Promise.reject(new DOMException('the file changed', 'NotReadableError'));
  const read = smallFiles([...files, changed]);
  await whileBlobsAreCounted(changed.file, async () => {
    const whole = files.find(({ path }) => path === '10001/run_5/run_metadata.json');
    assert.is(new TextDecoder().decode((whole && (await read(whole.file))) ?? undefined), contentOf(5));
    assert.is(await read(changed.file).catch(({ message }) => message), 'the file changed');
  });
});

test.run();

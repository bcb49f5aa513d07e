import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { loadKernels } from '../../../src/volume/kernels/load-kernels.js';
import { decodeFrame, encodeFrame } from '../support/frames.js';
import { contents } from './support/contents.js';
import { frameLengths } from './support/frame-lengths.js';

const test = suite('kernels: c-blosc reads and writes the same frames');
const kernels = await loadKernels();
const python = '/usr/bin/python3';
const available = spawnSync(python, ['-c', 'import numcodecs, numpy']).status === 0;

if (!available) {
  test('skipped: python3 with numcodecs is not installed', () => {});
} else {
  test('c-blosc decodes our frames bit for bit', () => {
    const directory = mkdtempSync(join(tmpdir(), 'blosc-'));
    try {
      let count = 0;
      for (const typeSize of [1, 2, 4]) {
        for (const make of Object.values(contents)) {
          const longest = make(16_384 / typeSize, typeSize);
          for (const length of frameLengths(4096)) {
            const content = longest.slice(0, length);
            writeFileSync(join(directory, `${count}.raw`), content);
            writeFileSync(join(directory, `${count}.blosc`), encodeFrame(kernels, content, typeSize, 4096));
            count++;
          }
        }
      }
      const script = `
import sys, numcodecs
codec, directory = numcodecs.Blosc(), sys.argv[1]
empty = codec.encode(b'')
for i in range(int(sys.argv[2])):
    raw, frame = (open(f'{directory}/{i}.{end}', 'rb').read() for end in ('raw', 'blosc'))
    # c-blosc takes its own empty frames for errors, so ours has to be the same instead.
    same = bytes(codec.decode(frame)) == raw if raw else frame[:3] + frame[4:] == empty[:3] + empty[4:]
    assert same, (i, len(raw))
print('same')`;
      const { stdout, stderr } = spawnSync(python, ['-c', script, directory, `${count}`], {
        encoding: 'utf8',
      });
      assert.is(stdout.trim(), 'same', stderr);
    } finally {
      rmSync(directory, { recursive: true });
    }
  });

  test('frames of c-blosc for type sizes 1, 2, 4, 8 and 3 are decoded', () => {
    const directory = mkdtempSync(join(tmpdir(), 'blosc-'));
    try {
      const script = `
import sys, numcodecs, numpy as np
from numcodecs import blosc
random = np.random.default_rng(7)
for size in (1, 2, 3, 4, 8):
    for length in (0, 1, 127, 128, 500, 4095, 70000, 600001):
        for kind in ('noise', 'ramp'):
            for shuffle in (0, 1):
                for block in (0, 4096):
                    count = length // size
                    values = random.normal(0, 9, count) if kind == 'noise' else np.arange(count) / 9
                    dtype = {1: 'i1', 2: 'i2', 3: 'i1', 4: 'f4', 8: 'f8'}[size]
                    data = values.astype(dtype)
                    if size == 3: data = np.repeat(data, 3).view('V3')
                    name = f'{sys.argv[1]}/{size}-{length}-{kind}-{shuffle}-{block}'
                    open(name + '.raw', 'wb').write(data.tobytes())
                    open(name + '.blosc', 'wb').write(blosc.compress(data, b'lz4', 5, shuffle, block))`;
      const { status, stderr } = spawnSync(python, ['-c', script, directory], { encoding: 'utf8' });
      assert.is(status, 0, stderr);
      const names = readdirSync(directory).filter((name) => name.endsWith('.raw'));
      assert.ok(names.length > 300);
      for (const name of names) {
        const raw = readFileSync(join(directory, name));
        const frame = readFileSync(join(directory, name.replace('.raw', '.blosc')));
        assert.is(Buffer.compare(decodeFrame(kernels, frame, raw.length), raw), 0, name);
      }
    } finally {
      rmSync(directory, { recursive: true });
    }
  });
}

test.run();

import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { inTemporaryDirectory } from '../support/temporary-directory.js';
import { makeMrc } from '../volume/support/make-mrc.js';
import { oddConfig, tenAngstroms, tomograms } from './config.js';
import { libjpegFiles } from './libjpeg-files.js';
import { type Compressor, makeImage, zstdBomb } from './make-array.js';
import { changed } from './odd-file.js';
import { writePlainMrc, writePlainZarr, zeros } from './plain-volume.js';
import { json, putFiles, spacingPath } from './tree-place.js';

const test = suite('small files that claim or hold gigabytes');

const main = fileURLToPath(new URL('../../src/main.js', import.meta.url));
/** The commands take about a third of this for files as small as these. */
const mostMegabytes = 700;
const mostSeconds = 300;
/** Writes the largest memory that a process had, in kB, behind what it says itself. */
const tellMemory = `data:text/javascript,process.on('exit',()=>process._rawDebug('maxRSS',process.resourceUsage().maxRSS))`;

const shape = [4, 5, 6] as const;

/** 24 kB that unpack to 786 MB: 6,000 blocks of 128 KiB. */
const bombs: Readonly<Record<string, readonly [Compressor, Uint8Array]>> = {
  zstd: [{ id: 'zstd' }, zstdBomb(6000, true)],
  zstd_of_no_size: [{ id: 'zstd' }, zstdBomb(6000, false)],
};

/** A JPEG that says that it is 65535 × 65535 pixels large. */
const largeJpeg = changed(Uint8Array.from(Buffer.from(libjpegFiles.baseline, 'base64')), (_, all) => {
  all.set([0xff, 0xff, 0xff, 0xff], Buffer.from(all).indexOf(Buffer.from([0xff, 0xc0])) + 5);
});

/**
 * Runs a command and returns the most memory that it took, in MB. It is ended as soon as it takes too much, where the
 * system tells, and when it takes too long, which is a failure.
 */
function memoryOf(args: readonly string[]): Promise<number> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, ['--import', tellMemory, main, ...args], {
      stdio: ['ignore', 'ignore', 'pipe'],
      timeout: mostSeconds * 1000,
      killSignal: 'SIGKILL',
    });
    let told = '';
    let most = 0;
    const watch = setInterval(() => {
      most = Math.max(most, residentMegabytes(child.pid));
      if (most > mostMegabytes) child.kill('SIGKILL');
    }, 20);
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      told += text;
    });
    child.on('error', reject);
    child.on('close', () => {
      clearInterval(watch);
      const atItsEnd = Number(/maxRSS (\d+)/.exec(told)?.[1] ?? Number.NaN) / 1000;
      if (most > mostMegabytes || Number.isFinite(atItsEnd)) resolve(Math.max(most, atItsEnd || 0));
      else reject(new Error(`it did not end within ${mostSeconds} s: ${told.slice(0, 400)}`));
    });
  });
}

/** What a process has in memory, in MB; 0 where the system does not tell. */
function residentMegabytes(pid: number | undefined): number {
  try {
    const kilobytes = /VmRSS:\s*(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
    return Number(kilobytes ?? 0) / 1000;
  } catch {
    return 0;
  }
}

async function measured(name: string, args: readonly string[]): Promise<void> {
  const megabytes = await memoryOf(args);
  assert.ok(megabytes < mostMegabytes, `${name} took ${Math.round(megabytes)} MB or more`);
}

for (const [name, [compressor, bytes]] of Object.entries(bombs)) {
  const image = async () => {
    const files = await makeImage({ shape, chunks: shape, compressor });
    return [...files.set('0/0/0/0', bytes)];
  };

  test(`ingest takes no more memory for a chunk of ${name}`, () =>
    inTemporaryDirectory(async (directory) => {
      const [config, input, output] = ['config.yaml', 'in', 'out'].map((path) => join(directory, path)) as [
        string,
        string,
        string,
      ];
      await writeFile(config, oddConfig(['a'], tenAngstroms + tomograms('volumes/a.zarr')));
      await putFiles(join(input, 'dep/volumes/a.zarr'), await image());
      await measured('ingest', [
        'ingest',
        config,
        input,
        output,
        '--quiet',
        '--import',
        'tomogram',
        '--no-zarr',
        '--jobs',
        '1',
      ]);
    }));

  test(`validate takes no more memory for a chunk of ${name}`, () =>
    inTemporaryDirectory(async (directory) => {
      const place = join(directory, spacingPath('a'), 'Tomograms/100');
      await putFiles(join(place, 'a.zarr'), await image());
      await putFiles(place, [['a.mrc', writePlainMrc(zeros(shape))]]);
      await measured('validate', [
        'validate',
        directory,
        '--depth',
        'deep',
        '--quiet',
        '--output',
        join(directory, 'report'),
      ]);
    }));

  test(`diff takes no more memory for a chunk of ${name}`, () =>
    inTemporaryDirectory(async (directory) => {
      const [a, b] = [join(directory, 'a'), join(directory, 'b')];
      for (const tree of [a, b]) {
        await putFiles(join(tree, spacingPath('a'), 'Tomograms/100'), [['tomogram-metadata.json', json({})]]);
      }
      await putFiles(join(a, spacingPath('a'), 'Tomograms/100/a.zarr'), await image());
      await putFiles(join(b, spacingPath('a'), 'Tomograms/100/a.zarr'), writePlainZarr(zeros(shape)));
      await measured('diff', ['diff', a, b, '--quiet', '--output', join(directory, 'report')]);
    }));
}

test('ingest takes no more memory for a JPEG that claims gigapixels', () =>
  inTemporaryDirectory(async (directory) => {
    const [config, input, output] = ['config.yaml', 'in', 'out'].map((path) => join(directory, path)) as [
      string,
      string,
      string,
    ];
    const sections = `${tenAngstroms}${tomograms('volumes/a.mrc')}key_images:
  - sources:
      - source_glob: {list_glob: 'pictures/original.png'}
`;
    await writeFile(config, oddConfig(['a'], sections));
    await putFiles(join(input, 'dep'), [
      ['volumes/a.mrc', makeMrc({ shape: [1, 2, 2] })],
      ['pictures/original.png', largeJpeg],
    ]);
    await measured('ingest', [
      'ingest',
      config,
      input,
      output,
      '--quiet',
      '--import',
      'key_image',
      '--jobs',
      '1',
    ]);
  }));

test('validate takes no more memory for a JPEG that claims gigapixels', () =>
  inTemporaryDirectory(async (directory) => {
    await putFiles(join(directory, spacingPath('a'), 'Images/100'), [['key-photo-original.png', largeJpeg]]);
    await measured('validate', [
      'validate',
      directory,
      '--depth',
      'deep',
      '--quiet',
      '--output',
      join(directory, 'report'),
    ]);
  }));

test('diff takes no more memory for a JPEG that claims gigapixels', () =>
  inTemporaryDirectory(async (directory) => {
    const [a, b] = [join(directory, 'a'), join(directory, 'b')];
    const small = Buffer.from(libjpegFiles.baseline, 'base64');
    for (const [tree, bytes] of [
      [a, largeJpeg],
      [b, small],
    ] as const) {
      await putFiles(join(tree, spacingPath('a')), [
        ['Images/100/key-photo-original.png', bytes],
        ['Tomograms/100/tomogram-metadata.json', json({})],
      ]);
    }
    await measured('diff', ['diff', a, b, '--quiet', '--output', join(directory, 'report')]);
  }));

test.run();

import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { IngestReport } from '../../src/pipeline/walk/ingest-report.js';
import { createLocalStorage } from '../../src/storage/local/local-storage.js';
import { readVolumeHeader } from '../../src/volume/source/volume-formats.js';
import { runInProcess } from '../support/run-in-process.js';
import { oddConfig, spacingsOfHeaders, tenAngstroms, tomograms } from './config.js';
import type { OddFile } from './odd-file.js';
import { digestOf, type PlainVolume, readPublishedMrc } from './plain-volume.js';
import { putFiles, spacingPath } from './tree-place.js';
import { typeText } from './type-text.js';
import type { Verdict } from './verdict.js';

/** What an ingest makes of a volume: its verdict, and what it published of it. */
export interface IngestedVolume {
  readonly verdict: Verdict;
  readonly volume: PlainVolume | null;
}

/**
 * Ingests every file as the tomogram of a run of its own, and reads what was published. The voxel size is the one that
 * a second ingest finds where the configuration takes voxel spacings from headers.
 */
export async function ingestVolumes(
  files: readonly OddFile[],
  extension: 'mrc' | 'zarr',
  directory: string,
): Promise<Map<string, IngestedVolume>> {
  const input = join(directory, 'in');
  await putFiles(
    join(input, 'dep/volumes'),
    files.flatMap(({ name, files: own }) =>
      [...own].map(
        ([path, bytes]) => [`${name}.${extension}${path === '' ? '' : `/${path}`}`, bytes] as const,
      ),
    ),
  );
  const names = files.map(({ name }) => name);
  const glob = `volumes/{run_name}.${extension}`;
  const report = await ingest(directory, 'values', names, tenAngstroms + tomograms(glob), [
    '--import',
    'tomogram',
    '--no-zarr',
  ]);
  const sizes = await ingest(directory, 'sizes', names, spacingsOfHeaders(glob) + tomograms(glob), [
    '--import',
    'tomogram',
    '--dry-run',
  ]);
  const results = new Map<string, IngestedVolume>();
  for (const name of names) {
    const failure = report.items.find(({ run, status }) => run === name && status === 'failed');
    const path = join(directory, 'out-values', spacingPath(name, '10.000'), 'Tomograms');
    const volume = await publishedMrc(path, name);
    const planned = sizes.items.find(({ run, type }) => run === name && type === 'tomogram');
    const voxelSize = /VoxelSpacing([^/]+)/.exec(planned?.outputs[0]?.path ?? '')?.[1];
    results.set(name, {
      volume,
      verdict:
        volume === null
          ? { readable: false, why: failure?.error?.message ?? 'nothing was published' }
          : {
              readable: true,
              shape: volume.shape.join(' × '),
              type: await typeOf(input, `dep/volumes/${name}.${extension}`),
              digest: digestOf(volume),
              voxelSize: voxelSize ?? 'none',
            },
    });
  }
  return results;
}

/** As the reader tells it: what is published has one type whatever the source has. */
async function typeOf(directory: string, key: string): Promise<string> {
  const { sampleType, littleEndian, unsignedBytes } = await readVolumeHeader(
    createLocalStorage(directory),
    key,
  );
  return typeText(sampleType, littleEndian, unsignedBytes);
}

async function publishedMrc(directory: string, name: string): Promise<PlainVolume | null> {
  const [id] = await readdir(directory).catch(() => []);
  if (id === undefined) return null;
  const bytes = await readFile(join(directory, id, `${name}.mrc`)).catch(() => null);
  return bytes === null ? null : readPublishedMrc(bytes);
}

/** Runs an ingest whose output is `out-${label}` and returns its report. */
export async function ingest(
  directory: string,
  label: string,
  runs: readonly string[],
  sections: string,
  options: readonly string[],
): Promise<IngestReport> {
  const [config, report] = [join(directory, `${label}.yaml`), join(directory, `${label}.json`)];
  await mkdir(join(directory, `out-${label}`), { recursive: true });
  await writeFile(config, oddConfig(runs, sections));
  const output = join(directory, `out-${label}`);
  const args = [
    'ingest',
    config,
    join(directory, 'in'),
    output,
    '--quiet',
    '--jobs',
    '2',
    '--report',
    report,
    // Odd files have odd voxel sizes: they are read all the same.
    '--allow-mismatch',
    'spacing,extents,points',
  ];
  const { status, stderr } = await runInProcess([...args, ...options], { SOURCE_DATE_EPOCH: '1740000000' });
  if (status === 2) throw new Error(`the ingest could not run: ${stderr}`);
  return JSON.parse(await readFile(report, 'utf8')) as IngestReport;
}

import { createHash } from 'node:crypto';
import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { inTemporaryDirectory } from '../support/temporary-directory.js';
import { makeMrc } from '../volume/support/make-mrc.js';
import { annotations, dataset, tenAngstroms, tomograms } from './config.js';
import { bytesOf, type OddFile, withDistinctNames } from './odd-file.js';
import { diff } from './through-diff.js';
import { ingest } from './through-ingest.js';
import { validate } from './through-validate.js';
import { json, putFiles, spacingPath } from './tree-place.js';
import type { Verdict, Verdicts } from './verdict.js';

type Place = readonly [x: number, y: number, z: number];

/** No odd file has a point here. */
const far: Place = [9000, 9000, 9000];

/**
 * Opens files of points through the three commands. An ingest reads such files only where it made them: points are published,
 * their files are exchanged for the odd ones, and a second ingest makes of these what viewers load.
 */
export function openPoints(oddFiles: readonly OddFile[]): Promise<ReadonlyMap<string, Verdicts>> {
  const files = withDistinctNames(oddFiles);
  return inTemporaryDirectory(async (directory) => {
    const ingested = await ingestPoints(files, join(directory, 'ingest'));
    const references = new Map([...ingested].map(([name, { places }]) => [name, places]));
    const validated = await validatePoints(files, join(directory, 'validate'));
    const compared = await diffPoints(files, references, join(directory, 'diff'));
    const none = { readable: false, why: 'not there' } as const;
    return new Map(
      files.map(({ name }) => [
        name,
        {
          ingest: ingested.get(name)?.verdict ?? none,
          validate: validated.get(name) ?? none,
          diff: compared.get(name) ?? none,
        },
      ]),
    );
  });
}

interface IngestedPoints {
  readonly verdict: Verdict;
  readonly places: readonly Place[] | null;
}

async function ingestPoints(
  files: readonly OddFile[],
  directory: string,
): Promise<Map<string, IngestedPoints>> {
  const names = files.map(({ name }) => name);
  await putFiles(
    join(directory, 'in/dep'),
    names.flatMap((name) => [
      [`points/${name}.csv`, '1,2,3\n4,5,6\n'] as const,
      [`volumes/${name}.mrc`, makeMrc({ shape: [40, 40, 40], mode: 0 })] as const,
    ]),
  );
  const source = `- Point: {file_format: csv, glob_string: 'points/{run_name}.csv'}`;
  const sections = tenAngstroms + tomograms('volumes/{run_name}.mrc') + annotations(source);
  await ingest(directory, 'points', names, sections, [
    '--import',
    'annotation',
    '--import',
    'tomogram',
    '--no-zarr',
    '--no-precompute',
  ]);
  const placeOf = (name: string) => join(directory, 'out-points', spacingPath(name, '10.000'));
  for (const file of files) {
    const annotation = join(placeOf(file.name), 'Annotations/100');
    const published = (await readdir(annotation)).find((entry) => entry.endsWith('.ndjson'));
    await writeFile(join(annotation, published ?? ''), bytesOf(file));
    await rm(join(placeOf(file.name), 'NeuroglancerPrecompute'), { recursive: true, force: true });
  }
  const report = await ingest(directory, 'points', names, sections, [
    '--import',
    'annotation_viz',
    '--metadata',
    'annotation_viz',
  ]);
  const results = new Map<string, IngestedPoints>();
  for (const name of names) {
    const failure = report.items.find(({ run, status }) => run === name && status === 'failed');
    const precompute = join(placeOf(name), 'NeuroglancerPrecompute');
    const made = (await readdir(precompute).catch(() => [])).find((entry) => entry.includes('point'));
    const places = made === undefined ? null : await precomputedPoints(join(precompute, made));
    results.set(name, {
      places,
      verdict:
        places === null
          ? { readable: false, why: failure?.error?.message ?? 'nothing was made' }
          : { readable: true, shape: `${places.length} points`, digest: digestOf(places) },
    });
  }
  return results;
}

/** Points of Neuroglancer's precomputed annotations, in the cells of the finest grid, not sharded. */
async function precomputedPoints(directory: string): Promise<Place[] | null> {
  const info = await readFile(join(directory, 'info'), 'utf8').catch(() => null);
  if (info === null) return null;
  const { spatial, properties } = JSON.parse(info) as {
    spatial: { key: string }[];
    properties: { type: string }[];
  };
  const bytes: Readonly<Record<string, number>> = { rgb: 3, rgba: 4, uint8: 1, int8: 1, uint16: 2, int16: 2 };
  const own = properties.reduce((sum, { type }) => sum + (bytes[type] ?? 4), 0);
  const record = 12 + 4 * Math.ceil(own / 4);
  const places: Place[] = [];
  for (const { key } of spatial) {
    for (const cell of await readdir(join(directory, key)).catch(() => [])) {
      const content = await readFile(join(directory, key, cell));
      const count = Number(content.readBigUInt64LE(0));
      for (let at = 8; at < 8 + count * record; at += record) {
        places.push([content.readFloatLE(at), content.readFloatLE(at + 4), content.readFloatLE(at + 8)]);
      }
    }
  }
  return places;
}

function digestOf(places: readonly Place[]): string {
  const sorted = places.map((place) => place.map((value) => Math.fround(value) + 0).join(' ')).sort();
  return createHash('sha1').update(sorted.join('\n')).digest('hex').slice(0, 12);
}

async function validatePoints(files: readonly OddFile[], directory: string): Promise<Map<string, Verdict>> {
  const tree = join(directory, 'tree');
  await putFiles(
    tree,
    files.flatMap((file) => [...placed(file.name, bytesOf(file))]),
  );
  const findings = await validate(directory, tree, 'headers');
  return new Map(
    files.map(({ name }): [string, Verdict] => {
      const own = findings.filter(({ path }) => path.startsWith(`${dataset}/${name}/`));
      const reason = own.find(({ code }) => code === 'POINT_INVALID');
      if (reason !== undefined) return [name, { readable: false, why: `${reason.code}: ${reason.message}` }];
      const count = own.find(({ code }) => code === 'ANNOTATION_COUNT_WRONG');
      const points = /\d+/.exec(count?.expected ?? '')?.[0];
      return [name, { readable: true, ...(points === undefined ? {} : { shape: `${points} points` }) }];
    }),
  );
}

/** The reference holds the same points and one that is far from all of them. */
async function diffPoints(
  files: readonly OddFile[],
  references: ReadonlyMap<string, readonly Place[] | null>,
  directory: string,
): Promise<Map<string, Verdict>> {
  const [a, b] = [join(directory, 'a'), join(directory, 'b')];
  for (const file of files) {
    const places = [...(references.get(file.name) ?? []), far];
    const lines = places.map(([x, y, z]) => `${JSON.stringify({ type: 'point', location: { x, y, z } })}\n`);
    await putFiles(a, placed(file.name, bytesOf(file)));
    await putFiles(b, placed(file.name, Uint8Array.from(Buffer.from(lines.join('')))));
  }
  const changes = await diff(directory, a, b);
  return new Map(
    files.map(({ name }): [string, Verdict] => {
      const own = changes.get(name) ?? [];
      const refused = own.find((change) => change.kind === 'unreadable' && change.a !== null);
      if (refused !== undefined) return [name, { readable: false, why: refused.a ?? '' }];
      const places = references.get(name) ?? null;
      if (places === null) return [name, { readable: true }];
      const points = (kind: string) => Number(own.find((change) => change.kind === kind)?.facts?.points ?? 0);
      const [added, removed] = [points('points-added'), points('points-removed')];
      const isSame = added === 1 && removed === 0 && points('points-moved') === 0;
      return [
        name,
        {
          readable: true,
          shape: `${places.length + 1 - added + removed} points`,
          digest: isSame ? digestOf(places) : 'of other points than ingest made',
        },
      ];
    }),
  );
}

function* placed(name: string, bytes: Uint8Array): Generator<readonly [string, Uint8Array | string]> {
  const place = `${spacingPath(name)}/Annotations/100/surface-1.0`;
  yield [`${place}.json`, json({ annotation_object: { name: 'surface' }, object_count: 999_999 })];
  yield [`${place}_point.ndjson`, bytes];
}

import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { createRandom } from '../../demo/random.js';
import { convert } from '../../src/api/convert.js';
import { type IngestOptions, ingest } from '../../src/api/ingest.js';
import { differences, ledgersOf, leftoversIn } from '../support/kill-points/left-behind.js';
import { assertWhole, type Place } from '../support/kill-points/places.js';
import { rareShapes, rareSources } from '../support/kill-points/rare-shapes.js';
import { mistakesIn, mixturesIn } from '../support/kill-points/read-published.js';
import { openPlaces } from '../support/kill-points/served-bucket.js';
import { isAllOnServer } from '../support/object-store/data-server.js';
import { temporaryDirectory } from '../support/temporary-directory.js';
import { makeTinyDeposition, type TinyDeposition, tinyEpoch } from '../support/tiny-deposition.js';

const test = suite('replacements that stop between two calls of the storage');

/**
 * With `CRYOET_STOPS=all` every row stops at every boundary in both places, with a number at so many; `CRYOET_STOPS_ROW` is a
 * part of the names of the rows that are meant, or several with `|` between them. Without them, each row stops at one boundary in one place,
 * by a seed. Boundaries are the finest that there are: calls of the file system, or requests, that change something. With
 * `CRYOET_TEST_STORE=server` the bucket is one of a real server, and the disk is left out.
 */
const { CRYOET_STOPS: wanted, CRYOET_STOPS_ROW: part = '' } = process.env;
const isCampaign = wanted !== undefined;
const sampled = 1;

const { directory, remove } = temporaryDirectory();
const now = () => new Date(Number(tinyEpoch) * 1000);
const depositions: Record<'first' | 'second', TinyDeposition | null> = { first: null, second: null };
let places: readonly Place[] = [];
let close = async () => {};

test.before(async () => {
  depositions.first = await makeTinyDeposition(join(directory, 'first'), { seed: 1 });
  depositions.second = await makeTinyDeposition(join(directory, 'second'), { seed: 7 });
  for (const [index, deposition] of [depositions.first, depositions.second].entries())
    for (const [path, text] of Object.entries(rareSources(index + 1)))
      await deposition.editSource(path, () => text);
  ({ places, close } = await openPlaces(directory));
});
test.after(async () => {
  await close();
  remove();
});

/** What a row does, before it is stopped or until it is. */
type Step = (place: Place, signal?: AbortSignal) => Promise<unknown>;
type Edit = readonly [replace: string | RegExp, by: string];

interface Change {
  /** Sources; the first ones unless others are named. */
  readonly of?: 'first' | 'second';
  readonly edits?: readonly Edit[];
}

/** Less to do for `npm test`: one mask, one mesh and one file of points. */
const lean: readonly Edit[] = [
  [/ {2}- metadata:\n {6}annotation_ingest_id: vesicles\n[\s\S]*$/, ''],
  [/ {6}- Point:\n(?: {8}.*\n)+/, ''],
];

/** Removes sections of a configuration. */
const without = (...sections: readonly string[]): Edit[] =>
  sections.map((section) => [new RegExp(`^${section}:\\n(?: .*\\n)+`, 'm'), '']);

let configs = 0;

/** An ingest of one run, whose items must not fail. */
function ingestOf(options: IngestOptions = {}, { of = 'first', edits = [] }: Change = {}): Step {
  let edited: string | null = null;
  return async (place, signal) => {
    const { config, input } = depositions[of] as TinyDeposition;
    if (edited === null) {
      let text = await readFile(config, 'utf8');
      for (const [replace, by] of [...(isCampaign ? [] : lean), ...edits]) {
        const before = text;
        text = text.replace(replace, by);
        assert.is.not(text, before, `${replace} is not in the configuration`);
      }
      edited = join(directory, `config-${configs++}.yaml`);
      await writeFile(edited, text);
    }
    const report = await ingest({
      config: edited,
      input,
      output: place.output,
      options: {
        jobs: 1,
        memory: 256,
        spaceCheck: false,
        filter: ['run=TS_002'],
        ...place.options,
        ...options,
      },
      now,
      ...(signal === undefined ? {} : { signal }),
    });
    if (signal?.aborted === true) return;
    assertWhole(report);
  };
}

function conversionOf(of: 'first' | 'second', name: string): Step {
  return async (place, signal) => {
    const { endpointUrl } = place.options;
    await convert(
      (depositions[of] as TinyDeposition).source('tiltseries/TS_002.st'),
      `${place.output}/${name}`,
      {
        jobs: 1,
        overwrite: true,
        voxelSize: 10,
        kind: 'tiltseries',
        now,
        ...(endpointUrl === undefined ? {} : { endpointUrl }),
        ...(signal === undefined ? {} : { signal }),
      },
    );
  };
}

interface Row {
  /** What is there before. */
  readonly before: Step;
  /** More of it. */
  readonly afterwards?: Step;
  readonly stopped: Step;
  /**
   * Where it is sampled, if not on the disk: requests take ten times as long as calls. Null: in the
   * campaign only, since another row or kill-points.test.ts has the like.
   */
  readonly sample?: 'bucket' | null;
}

const volumes = { import: ['tomogram', 'tiltseries', 'annotation'] } as const;
const all = ingestOf();
const others: Change = { of: 'second' };
const tomogram: IngestOptions = { import: ['tomogram'] };

const rows: Readonly<Record<string, Row>> = {
  'other tilt series': {
    before: all,
    stopped: ingestOf({ import: ['tiltseries', 'ctf', 'rawtilt'] }, others),
  },
  'another tomogram': {
    before: all,
    stopped: ingestOf({ import: ['tomogram', 'key_image', 'viz_config'] }, others),
  },
  'other annotations': {
    before: all,
    stopped: ingestOf({ import: ['annotation', 'annotation_viz'] }, others),
  },
  'annotations of rare shapes': {
    before: ingestOf({}, { edits: [[/$/, rareShapes]] }),
    stopped: ingestOf(
      { import: ['annotation', 'annotation_viz', 'viz_config'] },
      { of: 'second', edits: [[/$/, rareShapes]] },
    ),
    sample: null,
  },
  'other frames': {
    before: all,
    stopped: ingestOf({ import: ['gain', 'frame', 'collection_metadata'] }, others),
  },
  'another alignment': {
    before: all,
    stopped: ingestOf({ import: ['alignment', 'identified_object'] }, others),
  },
  'other pictures and metadata': {
    before: all,
    stopped: ingestOf(
      { import: ['deposition', 'deposition_keyphoto', 'dataset', 'dataset_keyphoto', 'run'], noResume: true },
      { of: 'second', edits: [['A tiny dataset', 'Another dataset']] },
    ),
  },
  'a first ingest': { before: async (place) => place.clear(), stopped: all, sample: null },
  'everything again': { before: all, stopped: ingestOf({ noResume: true, ...volumes }), sample: null },
  '--ome-zarr 0.5': { before: all, stopped: ingestOf({ ...volumes, omeZarr: '0.5' }), sample: null },
  '--ome-zarr 0.5 of other sources': {
    before: all,
    stopped: ingestOf({ ...tomogram, omeZarr: '0.5' }, others),
  },
  '--ome-zarr 0.4 again': {
    before: all,
    afterwards: ingestOf({ ...tomogram, omeZarr: '0.5' }),
    stopped: ingestOf(tomogram, others),
    sample: null,
  },
  '--compression': {
    before: all,
    stopped: ingestOf({ ...tomogram, compression: 'zstd' }),
    sample: null,
  },
  '--no-mrc': { before: all, stopped: ingestOf({ ...volumes, mrc: false }), sample: null },
  '--no-zarr': { before: all, stopped: ingestOf({ ...volumes, zarr: false }), sample: null },
  '--no-mrc of other sources': {
    before: all,
    stopped: ingestOf({ ...volumes, mrc: false, removeOtherForm: true }, others),
  },
  '--no-zarr of other sources': {
    before: all,
    stopped: ingestOf({ ...volumes, zarr: false, removeOtherForm: true }, others),
  },
  'both forms again': {
    before: all,
    afterwards: ingestOf({ ...tomogram, mrc: false, removeOtherForm: true }, others),
    stopped: ingestOf(tomogram),
    sample: null,
  },
  '--layout portal': {
    before: all,
    stopped: ingestOf({ ...volumes, layout: 'portal' }, others),
    sample: null,
  },
  '--layout documented again': {
    before: all,
    afterwards: ingestOf({ ...volumes, layout: 'portal' }),
    stopped: ingestOf({ ...volumes, layout: 'documented' }, others),
    sample: null,
  },
  '--compatible portal': {
    before: all,
    stopped: ingestOf({ ...volumes, compatible: 'portal' }, others),
    sample: null,
  },
  '--binning-edge and --contrast': {
    before: all,
    stopped: ingestOf({
      ...volumes,
      import: [...volumes.import, 'viz_config'],
      binningEdge: 'zero',
      contrast: 'cdf',
    }),
    sample: null,
  },
  '--no-precompute': {
    before: all,
    stopped: ingestOf({ import: ['annotation', 'annotation_viz', 'viz_config'], precompute: false }, others),
    sample: null,
  },
  '--metadata-only': {
    before: all,
    stopped: ingestOf(
      { metadataOnly: true },
      {
        edits: [
          ['A tiny dataset', 'Another dataset'],
          ['model: K3', 'model: K2'],
          [/ctf_corrected: true/g, 'ctf_corrected: false'],
          [/method_type: simulated/g, 'method_type: manual'],
        ],
      },
    ),
    sample: null,
  },
  '--digest and --manifest': {
    before: all,
    stopped: ingestOf({ ...tomogram, digest: 'sha256', manifest: true }, others),
  },
  'a file of an annotation that is no longer configured': {
    before: all,
    stopped: ingestOf(
      { import: ['annotation', 'annotation_viz', 'viz_config'] },
      {
        edits: [[/ {6}- SemanticSegmentationMask:\n(?: {10}.*\n)+? {8}parent_filters.*\n/, '']],
      },
    ),
  },
  'a tomogram that is no longer configured': {
    before: all,
    stopped: ingestOf(volumes, { edits: without('tomograms') }),
    sample: null,
  },
  'frames and alignments that are no longer configured': {
    before: all,
    stopped: ingestOf(
      {},
      { of: 'second', edits: without('gains', 'frames', 'ctfs', 'rawtilts', 'alignments', 'key_images') },
    ),
    sample: null,
  },
  'another identity of a tomogram': {
    before: all,
    stopped: ingestOf(
      { import: ['tomogram', 'key_image', 'viz_config'] },
      { of: 'second', edits: [['processing: raw', 'processing: filtered']] },
    ),
    sample: null,
  },
  'another identity of an annotation': {
    before: all,
    stopped: ingestOf(
      { import: ['annotation', 'annotation_viz'] },
      { of: 'second', edits: [['annotation_ingest_id: ribosomes', 'annotation_ingest_id: particles']] },
    ),
  },
  'another object of an annotation': {
    before: all,
    stopped: ingestOf(
      { import: ['annotation', 'annotation_viz'] },
      { of: 'second', edits: [['name: membrane,', 'name: envelope,']] },
    ),
    sample: null,
  },
  'another identity of an alignment': {
    before: all,
    stopped: ingestOf(
      { import: ['alignment', 'tomogram', 'annotation', 'key_image', 'viz_config'] },
      { of: 'second', edits: [['method_type: projection_matching', 'method_type: fiducial_based']] },
    ),
    sample: null,
  },
  '--finish': {
    before: all,
    afterwards: ingestOf({ ...tomogram, part: '1/1' }, others),
    stopped: ingestOf({ finish: true }, others),
  },
  'convert --overwrite to an OME-Zarr': {
    before: conversionOf('first', 'o.zarr'),
    stopped: conversionOf('second', 'o.zarr'),
    sample: 'bucket',
  },
  'convert --overwrite to an MRC': {
    before: conversionOf('first', 'o.mrc'),
    stopped: conversionOf('second', 'o.mrc'),
  },
};

/** Trees that rows begin with, by place and step. */
const bases = new Map<Step, Map<Place, () => Promise<void>>>();

async function begin(place: Place, { before, afterwards }: Row): Promise<() => Promise<void>> {
  const known = bases.get(before) ?? new Map<Place, () => Promise<void>>();
  bases.set(before, known);
  const restore = known.get(place);
  if (restore !== undefined) await restore();
  else {
    await place.clear();
    await before(place);
    known.set(place, await place.keep());
  }
  if (afterwards === undefined) return known.get(place) as () => Promise<void>;
  await afterwards(place);
  return place.keep();
}

const random = createRandom(4);

for (const [name, row] of Object.entries(rows)) {
  if (!part.split('|').some((each) => name.includes(each))) continue;
  for (const where of isAllOnServer ? [1] : isCampaign ? [0, 1] : [row.sample === 'bucket' ? 1 : 0]) {
    if (!isCampaign && row.sample === null) continue;
    test(`${name} ${where === 0 ? 'on disk' : 'in a bucket'}: no mixture, nothing missing, and the next one completes it`, async () => {
      const place = places[where] as Place;
      const restore = await begin(place, row);
      const old = await place.read();
      const points = await place.killedAt(Number.POSITIVE_INFINITY, () => row.stopped(place));
      const complete = await place.read();
      const ledgers = await ledgersOf(place);
      assert.equal(await leftoversIn(place), []);
      const mistakes: string[] = [];
      const chosen = choose(points);
      for (const point of chosen) {
        await restore();
        await place.killedAt(point, (signal) => row.stopped(place, signal));
        const found = await place.read();
        const mixtures = mixturesIn(found, old, complete, where === 1);
        const told = [...mistakesIn(found, old, complete), ...mixtures];
        await row.stopped(place);
        told.push(...differences(await place.read(), complete));
        told.push(...(await leftoversIn(place)).map((path) => `${path} is left`));
        const after = await ledgersOf(place);
        for (const path of new Set([...Object.keys(ledgers), ...Object.keys(after)]))
          if (JSON.stringify(after[path]) !== JSON.stringify(ledgers[path]))
            told.push(`ledger: ${path} ${JSON.stringify(ledgers[path])} ${JSON.stringify(after[path])}`);
        mistakes.push(...told.map((mistake) => `at ${point}: ${mistake}`));
      }
      if (isCampaign) process.stdout.write(mistakes.map((mistake) => `${mistake}\n`).join(''));
      process.stdout.write(
        `${name}: ${chosen.length} of ${points} boundaries, ${mistakes.length} mistakes\n`,
      );
      assert.equal(mistakes, []);
    });
  }
}

/** All boundaries of a row, or as many as are wanted, evenly from a start that is left to chance. */
function choose(points: number): number[] {
  const count = wanted === 'all' ? points : Math.min(points, Number(wanted ?? sampled));
  const start = random.integer(points);
  return Array.from({ length: count }, (_, index) => (start + Math.floor((index * points) / count)) % points);
}

test.run();

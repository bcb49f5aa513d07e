import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { Rgb } from '../../src/neuroglancer/colors.js';
import { openStorage } from '../../src/storage/open-storage.js';
import { viewerUrl } from '../../src/view/tree-answers.js';
import { startViewServer } from '../../src/view/view-server.js';
import { testInBrowser } from '../support/browser.js';
import { annotateInEveryFormat, everyPlaces } from '../support/every-format.js';
import { longOf } from '../support/long.js';
import { openNeuroglancer } from '../support/neuroglancer-page.js';
import { inTemporaryDirectory } from '../support/temporary-directory.js';
import { makeTinyDeposition } from '../support/tiny-deposition.js';
import { readJsonFile } from '../support/tree.js';

const test = suite('a run of every format in the viewer');
const long = longOf(test);

const root = new URL('../../../', import.meta.url);
const state =
  '10801/TS_001/Reconstructions/VoxelSpacing10.000/NeuroglancerPrecompute/100-neuroglancer-config.json';

/** All layers are loaded; of those that are drawn, every so many, as each takes a second. */
const sampled = 4;
const isCampaign = process.env.CRYOET_TEST_ROUNDS !== undefined;

type Point = readonly [x: number, y: number, z: number];

interface StateLayer {
  readonly name: string;
  readonly annotationColor?: string;
  readonly segmentDefaultColor?: string;
  readonly segmentColors?: Readonly<Record<string, string>>;
}

/** Masks that are as large as the tomogram, and hold a label in every 97th voxel. */
const dotted = new Set(['em', 'sff', 'hff']);
/** The middle of the first voxel of a slice that has one: x, y, z; and one beside it that has none. */
const [dot, gap]: readonly [Point, Point] = [
  [12.5, 1.5, 6.5],
  [12.5, 4.5, 6.5],
];
/** The pyramid that every mesh is, in voxels: its middle, and half its width and height. */
const pyramid = { middle: [5, 10, 15], half: [5, 10] } as const;

testInBrowser(long, 'every layer loads and is drawn where it belongs', () =>
  inTemporaryDirectory(async (directory) => {
    const tiny = await makeTinyDeposition(directory);
    const made = await annotateInEveryFormat(tiny);
    const ingested = await tiny.ingest('--filter', 'run=TS_001', '--quiet');
    assert.is(ingested.status, 0, ingested.stderr);
    const document = await readJsonFile(tiny.published(state));
    const [, ...layers] = document.layers as unknown as readonly StateLayer[];
    assert.is(layers.length, made.length);
    const server = await startViewServer({
      storage: await openStorage(tiny.output),
      port: 0,
      viewer: new URL('viewer/dist/', root),
      allowedOrigin: null,
      passes: () => true,
      check: null,
    });
    const viewer = await openNeuroglancer(viewerUrl({ state }, server.url.replace(/\/$/, '')));
    try {
      await viewer.show(null);
      const loaded = (await viewer.layers()).slice(1);
      assert.equal(
        loaded.map(({ name, ready, messages }) => ({ name, ready, messages })),
        layers.map(({ name }) => ({ name, ready: true, messages: [] })),
      );
      for (const [index, { kind, format }] of made.entries()) {
        const isFirst = made.findIndex((other) => other.kind === kind) === index;
        if (!isCampaign && !isFirst && index % sampled !== 0) continue;
        const layer = layers[index]!;
        const colors = colorsOf(layer);
        const drawnAt = async (place: Point) => {
          await viewer.look('xy', place, 16);
          return (await viewer.find(colors, 0.5)).pixels;
        };
        await viewer.show([layer.name]);
        if (kind === 'points') {
          for (const { at } of everyPlaces) assert.ok((await drawnAt(at)) > 0, `${format} at ${at}`);
          // Once will do: the layers differ by their colors only.
          if (index === 0) assert.is(await drawnAt([14, 2, 6]), 0, format);
        } else if (kind === 'mask' && dotted.has(format)) {
          assert.ok((await drawnAt(dot)) > 100, format);
          assert.is(await drawnAt(gap), 0, format);
        } else if (kind === 'mask') {
          await viewer.look('xy', [9.5, 10.5, 6.5], 16);
          assert.ok((await viewer.find(colors)).pixels > 0, format);
        } else {
          const { middle, half } = pyramid;
          await viewer.look('3d', middle, 10);
          const { lower, upper } = await viewer.find(colors);
          for (const [axis, edge] of half.entries()) {
            const [from, to] = [lower[axis]!, upper[axis]!];
            // The perspective shows the base, which lies behind the middle, somewhat smaller.
            const slack = 0.1 + 0.04 * edge;
            assert.ok(
              Math.abs(from + edge) < slack && Math.abs(to - edge) < slack,
              `${format}: ${from}, ${to}`,
            );
          }
        }
      }
      assert.equal(viewer.exceptions, []);
    } finally {
      await viewer.close();
      await server.close();
    }
  }),
);

function colorsOf(layer: StateLayer): Rgb[] {
  const all = [layer.annotationColor, layer.segmentDefaultColor, ...Object.values(layer.segmentColors ?? {})];
  return all.flatMap((hex): Rgb[] =>
    hex === undefined
      ? []
      : [[1, 3, 5].map((at) => Number.parseInt(hex.slice(at, at + 2), 16)) as unknown as Rgb],
  );
}

test.run();

import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { Page } from 'playwright-core';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { demoPlan } from '../../demo/deposition-plan.js';
import { globeMesh } from '../../demo/scene/globe-mesh.js';
import { makeScene, type Point, smallSubunit } from '../../demo/scene/scene.js';
import { writeDeposition } from '../../demo/write-deposition.js';
import { labelColors, type Rgb } from '../../src/neuroglancer/colors.js';
import { openStorage } from '../../src/storage/open-storage.js';
import { viewerUrl } from '../../src/view/tree-answers.js';
import { startViewServer, type ViewServer } from '../../src/view/view-server.js';
import { testInBrowser } from '../support/browser.js';
import { longOf } from '../support/long.js';
import { type NeuroglancerPage, openNeuroglancer } from '../support/neuroglancer-page.js';
import { runInProcess } from '../support/run-in-process.js';
import { temporaryDirectory } from '../support/temporary-directory.js';
import { bundleWeb } from '../web/support/web-page.js';

const test = suite('Neuroglancer on a run with every kind of layer');
const long = longOf(test);

const root = new URL('../../../', import.meta.url);
/** Where pictures are kept for whoever looks at them afterwards. */
const artifacts = process.env.CRYOET_ARTIFACTS ?? fileURLToPath(new URL('artifacts/', root));

const run = {
  ...demoPlan.runs[0]!,
  shape: [40, 96, 88] as const,
  vesicles: 3,
  ribosomes: 8,
  frames: { format: 'mrc', count: 2, size: 16 } as const,
};
const scene = makeScene(run.seed, run.shape, run);
const labels = scene.vesicles.map(({ label }) => label);
const state =
  '10901/TS_001/Reconstructions/VoxelSpacing13.480/NeuroglancerPrecompute/100-neuroglancer-config.json';

/** The page for browsers gives the viewer the tree, through its service worker. */
const isFolder = process.env.CRYOET_TEST_VIEWER === 'folder';

/** Opens a folder in the page for browsers; returns the address of the viewer on the card of its run. */
async function linkOfFolder(page: Page, address: string, folder: string): Promise<string> {
  await page.goto(address);
  await page.locator('#open-a input[webkitdirectory]').setInputFiles(folder);
  const link = page.locator('#runs article a.open');
  await link.waitFor();
  return (await link.getAttribute('href')) ?? '';
}

interface StateLayer {
  readonly name: string;
  readonly source: { readonly url: string };
  readonly annotationColor?: string;
  readonly segmentDefaultColor?: string;
  readonly segmentColors?: Readonly<Record<string, string>>;
}

const { directory, remove } = temporaryDirectory();
let server: ViewServer;
let viewer: NeuroglancerPage;
let stateLayers: readonly StateLayer[];

test.after(async () => {
  await viewer?.close();
  await server?.close();
  remove();
});

testInBrowser(long, 'opens what was ingested', async () => {
  const [source, out] = [join(directory, 'source'), join(directory, 'out')];
  await writeDeposition({ ...demoPlan, runs: [run] }, join(source, 'vesicles'));
  const config = fileURLToPath(new URL('dataset_config/demo.yaml', root));
  const ingested = await runInProcess(['ingest', config, source, out, '--quiet']);
  assert.equal(ingested, { status: 0, stdout: '', stderr: '' });
  const web = pathToFileURL(`${join(directory, 'web')}/`);
  if (isFolder) await bundleWeb(fileURLToPath(root), fileURLToPath(web));
  server = await startViewServer({
    storage: await openStorage(out),
    port: 0,
    viewer: new URL('viewer/dist/', root),
    web,
    allowedOrigin: null,
    passes: () => true,
    check: null,
  });
  stateLayers = ((await (await fetch(`${server.url}state/${state}`)).json()) as { layers: StateLayer[] })
    .layers;
  viewer = await openNeuroglancer(
    isFolder
      ? (page) => linkOfFolder(page, `${server.url}web/`, out)
      : viewerUrl({ state }, server.url.replace(/\/$/, '')),
  );
});

testInBrowser(long, 'loads every layer, says nothing and misses nothing', async () => {
  assert.equal(stateLayers.map(kindOf), [
    'image',
    ...kinds,
    ...kinds.filter((kind) => kind !== 'instancesegmentation'),
  ]);
  // A layer that cannot be made is left out, and only a message tells.
  assert.equal(await viewer.statuses(), []);
  const asConfigured = await viewer.layers();
  assert.equal(
    asConfigured.filter(({ visible }) => visible).map(({ name }) => name),
    [
      'TS_001',
      '100 cytosolic ribosome orientedmesh',
      '100 cytosolic ribosome orientedpoint',
      '102 membrane segmentation',
    ],
  );
  await mkdir(artifacts, { recursive: true });
  await viewer.page.screenshot({ path: join(artifacts, 'neuroglancer.png') });
  await viewer.show(null);
  await viewer.page.screenshot({ path: join(artifacts, 'neuroglancer-all-layers.png') });
  const layers = await viewer.layers();
  assert.equal(
    layers.map(({ name }) => name),
    stateLayers.map(({ name }) => name),
  );
  for (const { name, visible, ready, messages } of layers) {
    assert.equal({ name, visible, ready, messages }, { name, visible: true, ready: true, messages: [] });
  }
  const unusual = viewer.failed.filter((url) => !isUsuallyMissing(url));
  assert.equal(unusual, []);
  assert.equal(viewer.exceptions, []);
});

testInBrowser(long, 'draws every layer where its objects are', async () => {
  const middle: Point = [run.shape[2] / 2, run.shape[1] / 2, run.shape[0] / 2];
  for (const layer of stateLayers) {
    const kind = kindOf(layer);
    await viewer.show([layer.name]);
    const whole = layer.name;
    if (kind === 'image') {
      await viewer.look('xy', middle, 4);
      near(await viewer.find([[1, 1, 1]]), [-44, -48, 44, 48], 3, whole);
      continue;
    }
    for (const { place, colors, hollow } of drawnPlaces(kind, layer).slice(
      0,
      layer.source.url.includes('26.960') ? 1 : 2,
    )) {
      await viewer.look('xy', place, 8);
      assert.ok((await viewer.find(colors, 1)).pixels > 0, `${whole} at ${place}`);
      if (hollow === undefined) continue;
      await viewer.look('xy', hollow, 8);
      assert.is((await viewer.find(colors, 1)).pixels, 0, `${whole} at ${hollow}`);
    }
    const balls = surfaces[kind];
    if (balls === undefined) continue;
    await viewer.look('3d', middle, 4);
    near(await viewer.find(colorsOf(layer)), boundsOf(balls, middle), 2, whole);
  }
});

/** What no tree has: other versions of zarr, attributes of a level, and the voxels of a layer that is but a mesh. */
function isUsuallyMissing(url: string): boolean {
  return (
    /\.zarr\/(\.zarray|zarr\.json|\d\/\.zattrs)$/.test(url) || /mesh_precompute\/data\/[\d_-]+$/.test(url)
  );
}

const kinds = [
  'orientedmesh',
  'orientedpoint',
  'point',
  'segmentationmask',
  'triangularmesh',
  'instancesegmentationmask',
  'triangularmesh',
  'instancesegmentation',
];

interface Ball {
  readonly center: Point;
  readonly radius: number;
}

const vesicles = (margin: number): Ball[] =>
  scene.vesicles.map(({ center, radius }) => ({ center, radius: radius + margin }));

const ribosomes = scene.ribosomes.flatMap(({ center, axis }): Ball[] => {
  const radius = scene.ribosomeRadius;
  const small = (i: 0 | 1 | 2) => center[i] + axis[i] * radius * smallSubunit.away;
  return [
    { center, radius },
    { center: [small(0), small(1), small(2)], radius: radius * smallSubunit.radius },
  ];
});

/** What is drawn as surfaces; the mask of membranes reaches as far out as they are thick. */
const surfaces: Readonly<Record<string, readonly Ball[]>> = {
  segmentationmask: vesicles(2),
  instancesegmentationmask: vesicles(0),
  triangularmesh: vesicles(0),
  orientedmesh: ribosomes,
};

function kindOf({ source: { url } }: StateLayer): string {
  return /-([a-z]+)_precompute$/.exec(url)?.[1] ?? 'image';
}

function colorsOf(layer: StateLayer): Rgb[] {
  const hex = [layer.annotationColor, layer.segmentDefaultColor, ...Object.values(layer.segmentColors ?? {})];
  return hex.flatMap((color) => (color === undefined ? [] : [parseHex(color)]));
}

function parseHex(color: string): Rgb {
  const [r = 0, g = 0, b = 0] = [1, 3, 5].map((at) => Number.parseInt(color.slice(at, at + 2), 16));
  return [r, g, b];
}

interface DrawnPlace {
  /** Voxels of the tomogram. */
  readonly place: Point;
  readonly colors: readonly Rgb[];
  /** Where nothing is drawn. */
  readonly hollow?: Point;
}

/** Where something of a layer must be seen in a cross-section. */
function drawnPlaces(kind: string, layer: StateLayer): DrawnPlace[] {
  const colors = colorsOf(layer);
  switch (kind) {
    case 'point':
      return scene.vesicles.map(({ center }) => ({ place: center, colors }));
    case 'orientedpoint':
      return scene.ribosomes.map(({ center }) => ({ place: center, colors }));
    case 'segmentationmask':
      return scene.vesicles.map(({ center: [x, y, z], radius }) => ({
        place: [x + radius, y, z],
        colors,
        hollow: [x, y, z],
      }));
    case 'instancesegmentationmask':
      return scene.vesicles.map(({ center, label }) => ({
        place: center,
        colors: [parseHex(layer.segmentColors?.[String(label)] ?? '')],
      }));
    case 'instancesegmentation': {
      const colorOf = labelColors('membrane', labels);
      return scene.vesicles.map((vesicle) => ({
        place: globeMesh([vesicle], 4).vertices[9]!,
        colors: [colorOf.get(vesicle.label)!],
      }));
    }
    default:
      return [];
  }
}

/** Bounds of balls in x and y beside a place: lower, upper. */
function boundsOf(balls: readonly Ball[], [x, y]: Point): number[] {
  const reach = (sign: 1 | -1, axis: 0 | 1) =>
    balls.map(({ center, radius }) => center[axis] + sign * radius);
  return [
    Math.min(...reach(-1, 0)) - x,
    Math.min(...reach(-1, 1)) - y,
    Math.max(...reach(1, 0)) - x,
    Math.max(...reach(1, 1)) - y,
  ];
}

function near(
  { lower, upper, pixels }: { lower: readonly number[]; upper: readonly number[]; pixels: number },
  expected: readonly number[],
  voxels: number,
  what: string,
): void {
  const found = [...lower, ...upper];
  const isNear = found.every((value, index) => Math.abs(value - expected[index]!) <= voxels);
  assert.ok(pixels > 0 && isNear, `${what}: ${found.join(' ')} instead of ${expected.join(' ')}`);
}

test.run();

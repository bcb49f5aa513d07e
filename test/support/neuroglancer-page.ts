import type { Page } from 'playwright-core';
import type { Rgb } from '../../src/neuroglancer/colors.js';
import { openWebglPage } from './browser.js';

/** What Neuroglancer knows of a layer. */
export interface LoadedLayer {
  readonly name: string;
  readonly type: string;
  readonly visible: boolean;
  readonly ready: boolean;
  /** Every message that the layer and its sources show, errors among them. */
  readonly messages: readonly string[];
  readonly url: string;
}

/** Where pixels of a colour are in a panel; bounds in voxels beside the panel's middle. */
export interface DrawnArea {
  readonly pixels: number;
  readonly lower: readonly [across: number, down: number];
  readonly upper: readonly [across: number, down: number];
}

/** Neuroglancer in a browser. */
export interface NeuroglancerPage {
  readonly page: Page;
  /** Addresses that were answered with an error, in the order of the requests. */
  readonly failed: readonly string[];
  /** Exceptions of the page. */
  readonly exceptions: readonly string[];
  layers(): Promise<LoadedLayer[]>;
  /** Messages that the viewer shows above everything. */
  statuses(): Promise<string[]>;
  /** Shows these layers only; all of them for null. Ends when everything is loaded and drawn. */
  show(names: readonly string[] | null): Promise<void>;
  /** One panel only, `pixelsPerVoxel` large, with its middle at a place in voxels of the viewer. */
  look(panel: 'xy' | '3d', middle: readonly number[], pixelsPerVoxel: number): Promise<void>;
  /** Pixels of about these colours, in any shade: meshes are lit. `radius`: voxels from the middle that are searched. */
  find(colors: readonly Rgb[], radius?: number): Promise<DrawnArea>;
  close(): Promise<void>;
}

/** The parts of Neuroglancer that are looked into. */
interface Viewer {
  isReady(): boolean;
  readonly layerManager: { readonly managedLayers: readonly ManagedLayer[] };
  readonly display: {
    readonly panels: Iterable<{
      readonly canvasRelativeClippedLeft: number;
      readonly canvasRelativeClippedTop: number;
      readonly renderViewport: { readonly width: number; readonly height: number };
    }>;
    readonly gl: {
      readonly drawingBufferHeight: number;
      readonly RGBA: number;
      readonly UNSIGNED_BYTE: number;
      readPixels(...rest: unknown[]): void;
    };
    draw(): void;
  };
  readonly layout: { restoreState(state: unknown): void };
  readonly position: { value: Float32Array };
  readonly crossSectionScale: { value: number };
  readonly projectionScale: { value: number };
  readonly perspectiveNavigationState: {
    readonly pose: { readonly orientation: { restoreState(state: unknown): void } };
  };
  readonly uiConfiguration: { readonly showUIControls: { value: boolean } };
  readonly selectedLayer: { visible: boolean };
  readonly layerListPanelState: { readonly location: { visible: boolean } };
  readonly showAxisLines: { value: boolean };
  readonly showScaleBar: { value: boolean };
  readonly showDefaultAnnotations: { value: boolean };
  readonly showPerspectiveSliceViews: { value: boolean };
}

interface ManagedLayer {
  readonly name: string;
  readonly visible: boolean;
  isReady(): boolean;
  setVisible(value: boolean): void;
  readonly layer: {
    readonly type: string;
    readonly messages: Iterable<{ readonly message: string }>;
    readonly dataSources: readonly {
      readonly spec: { readonly url: string };
      readonly loadState: { readonly error?: Error } | undefined;
    }[];
  };
}

/** Of the window, once a single panel is looked at; a quarter of its height is not the panel. */
const small = { width: 420, height: 560 };

/** Milliseconds after which the viewer will not be ready any more, on however busy a machine. */
const timeout = 240_000;

/**
 * Opens the viewer and waits until its layers are loaded: at an address, or at one that another page of the same browser
 * gives, which stays open.
 */
export async function openNeuroglancer(
  url: string | ((beside: Page) => Promise<string>),
): Promise<NeuroglancerPage> {
  const { page, close } = await openWebglPage({ width: 800, height: 600 });
  const failed: string[] = [];
  const exceptions: string[] = [];
  page.on('response', (response) => {
    if (response.status() >= 400) failed.push(response.url());
  });
  page.on('requestfailed', (request) => {
    // The viewer asks for the size of a shard, and takes nothing but the headers.
    if (request.method() !== 'HEAD') failed.push(request.url());
  });
  page.on('pageerror', (error) => exceptions.push(error.message));
  page.on('console', (message) => {
    if (/Content Security Policy/.test(message.text())) exceptions.push(message.text());
  });
  await page.addInitScript(slowDown);
  try {
    await page.goto(typeof url === 'string' ? url : await url(await page.context().newPage()));
    await untilReady(page);
  } catch (error) {
    await close();
    throw error;
  }
  let scale = 1;
  return {
    page,
    failed,
    exceptions,
    layers: () => page.evaluate(listLayers),
    statuses: () =>
      page
        .locator('#neuroglancer-status-container > li, #neuroglancer-status-container-modal > li')
        .allTextContents(),
    async show(names) {
      await page.evaluate(showLayers, names);
      await untilReady(page);
    },
    async look(panel, middle, pixelsPerVoxel) {
      scale = pixelsPerVoxel;
      // Every pixel is drawn by the processor: none beside what is looked at.
      await page.setViewportSize(small);
      await page.evaluate(turnTo, { panel, middle: [...middle], pixelsPerVoxel });
      await untilReady(page);
    },
    find: (colors, radius = 1e6) =>
      page.evaluate(findColors, { colors: colors.map((color) => [...color]), scale, radius }),
    close,
  };
}

/** As on a machine where half a second goes by between two looks at the clock: what is due after a time comes at once. */
function slowDown(): void {
  const { now } = Date;
  let late = 0;
  Date.now = () => {
    late += 500;
    return now() + late;
  };
}

/** Ready, and still so in the next frame: layers that become visible ask for their parts while a frame is drawn. */
async function untilReady(page: Page): Promise<void> {
  for (let frame = 0; frame < 2; frame++) {
    await page.evaluate(() => (globalThis as unknown as { viewer: Viewer }).viewer.display.draw());
    await page.waitForFunction(
      () => {
        const { viewer } = globalThis as unknown as { viewer: Viewer };
        return viewer.layerManager.managedLayers.length > 0 && viewer.isReady();
      },
      undefined,
      { timeout, polling: 50 },
    );
  }
}

function listLayers(): LoadedLayer[] {
  const { viewer } = globalThis as unknown as { viewer: Viewer };
  return viewer.layerManager.managedLayers.map((managed) => ({
    name: managed.name,
    type: managed.layer.type,
    visible: managed.visible,
    ready: managed.isReady(),
    messages: [
      ...[...managed.layer.messages].map(({ message }) => message),
      ...managed.layer.dataSources.flatMap(({ loadState }) =>
        loadState === undefined
          ? ['not loaded']
          : loadState.error === undefined
            ? []
            : [loadState.error.message],
      ),
    ],
    url: managed.layer.dataSources[0]?.spec.url ?? '',
  }));
}

function showLayers(names: readonly string[] | null): void {
  const { viewer } = globalThis as unknown as { viewer: Viewer };
  for (const managed of viewer.layerManager.managedLayers) {
    managed.setVisible(names === null || names.includes(managed.name));
  }
}

function turnTo({
  panel,
  middle,
  pixelsPerVoxel,
}: {
  panel: 'xy' | '3d';
  middle: number[];
  pixelsPerVoxel: number;
}): void {
  const { viewer } = globalThis as unknown as { viewer: Viewer };
  viewer.layout.restoreState(panel === 'xy' ? 'xy' : { type: '3d', orthographicProjection: true });
  viewer.uiConfiguration.showUIControls.value = false;
  viewer.selectedLayer.visible = false;
  viewer.layerListPanelState.location.visible = false;
  viewer.showAxisLines.value = false;
  viewer.showScaleBar.value = false;
  viewer.showDefaultAnnotations.value = false;
  viewer.showPerspectiveSliceViews.value = false;
  viewer.perspectiveNavigationState.pose.orientation.restoreState([0, 0, 0, 1]);
  viewer.position.value = Float32Array.from(middle);
  viewer.crossSectionScale.value = 1 / pixelsPerVoxel;
  viewer.display.draw();
  const height = Math.max(...[...viewer.display.panels].map(({ renderViewport }) => renderViewport.height));
  viewer.projectionScale.value = height / pixelsPerVoxel;
}

function findColors({
  colors,
  scale,
  radius,
}: {
  colors: number[][];
  scale: number;
  radius: number;
}): DrawnArea {
  const { viewer } = globalThis as unknown as { viewer: Viewer };
  const panel = [...viewer.display.panels].sort(
    (a, b) =>
      b.renderViewport.width * b.renderViewport.height - a.renderViewport.width * a.renderViewport.height,
  )[0]!;
  const { width, height } = panel.renderViewport;
  const { gl } = viewer.display;
  const pixels = new Uint8Array(4 * width * height);
  viewer.display.draw();
  const bottom = gl.drawingBufferHeight - panel.canvasRelativeClippedTop - height;
  gl.readPixels(panel.canvasRelativeClippedLeft, bottom, width, height, gl.RGBA, gl.UNSIGNED_BYTE, pixels);
  const isLike = (red: number, green: number, blue: number) =>
    colors.some(([r = 0, g = 0, b = 0]) => {
      const length = Math.hypot(red, green, blue);
      if (length < 50) return false;
      return (red * r + green * g + blue * b) / (length * Math.hypot(r, g, b)) > 0.995;
    });
  const lower: [number, number] = [width, height];
  const upper: [number, number] = [-1, -1];
  let count = 0;
  for (let row = 0; row < height; row++) {
    for (let column = 0; column < width; column++) {
      if (Math.hypot(column - width / 2, row - height / 2) > radius * scale) continue;
      const at = 4 * ((height - 1 - row) * width + column);
      if (!isLike(pixels[at]!, pixels[at + 1]!, pixels[at + 2]!)) continue;
      count++;
      lower[0] = Math.min(lower[0], column);
      lower[1] = Math.min(lower[1], row);
      upper[0] = Math.max(upper[0], column + 1);
      upper[1] = Math.max(upper[1], row + 1);
    }
  }
  const beside = ([column, row]: [number, number]): [number, number] => [
    (column - width / 2) / scale,
    (row - height / 2) / scale,
  ];
  return { pixels: count, lower: beside(lower), upper: beside(upper) };
}

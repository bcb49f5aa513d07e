// Takes the pictures that README shows into docs/pictures. Run `npm run demo`, `npm run web` and `npm test report/progress` first, with
// Chromium. `node scripts/take-pictures.mjs viewer` takes one of them.
import { spawn } from 'node:child_process';
import { copyFile, cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';

const root = fileURLToPath(new URL('..', import.meta.url));
const tree = join(root, 'demo/out');
const run = '10901/TS_001';
const spacing = `${run}/Reconstructions/VoxelSpacing13.480`;
const timeout = 300_000;

const pictures = {
  /** Neuroglancer with the tomogram of the first run, without side panels. */
  async viewer(page, address) {
    const file = `${spacing}/NeuroglancerPrecompute/100-neuroglancer-config.json`;
    await page.goto(`${address}viewer/#!${address}state/${file}`);
    await page.waitForFunction(() => globalThis.viewer?.layerManager.managedLayers.length > 1, null, {
      timeout,
      polling: 200,
    });
    await page.evaluate(() => {
      const { viewer } = globalThis;
      viewer.layout.restoreState('xy-3d');
      viewer.crossSectionScale.value = 0.88;
      viewer.projectionScale.value = 680;
      viewer.showAxisLines.value = false;
      const panels = [...viewer.toolPalettes.palettes, viewer.selectedLayer, viewer.layerListPanelState];
      for (const { location } of panels) location.visible = false;
    });
    // Layers that become visible ask for their data while a frame is drawn.
    for (let frame = 0; frame < 3; frame++) {
      await page.evaluate(() => globalThis.viewer.display.draw());
      await page.waitForFunction(() => globalThis.viewer.isReady(), null, { timeout, polling: 200 });
    }
  },

  /** The page of that run. */
  async run(page, address) {
    await page.goto(`${address}run/${run}`);
    await page.waitForLoadState('networkidle');
  },

  /** The page for browsers with a copy of the tree in which four files were damaged. */
  async findings(page, address) {
    const directory = await mkdtemp(join(tmpdir(), 'cryoet-pictures-'));
    try {
      const copy = join(directory, 'damaged');
      await cp(tree, copy, { recursive: true });
      await damage(copy);
      await page.goto(`${address}web/`);
      await page.locator('#open-a input[webkitdirectory]').setInputFiles(copy, { timeout });
      await page.getByRole('button', { name: 'Check', exact: true }).click({ timeout });
      await page.locator('#checked .verdict').waitFor({ timeout });
      await page.locator('#checked summary', { hasText: 'MRC_SIZE_FAR_OFF' }).click();
      await page.locator('#checked .verdict').evaluate((verdict) => verdict.scrollIntoView());
    } finally {
      await rm(directory, { recursive: true, force: true });
    }
  },
};

/** A truncated tomogram, a wrong voxel spacing, a missing table of points, and a voltage in kV. */
async function damage(copy) {
  const at = (path) => join(copy, path);
  const change = async (path, edit) => writeFile(at(path), edit(await readFile(at(path))));
  await change(`${spacing}/Tomograms/100/TS_001.mrc`, (bytes) => bytes.subarray(0, bytes.length / 2));
  await change(
    '10901/TS_002/Reconstructions/VoxelSpacing13.480/Tomograms/100/tomogram-metadata.json',
    (text) => `${text}`.replace('"voxel_spacing": 13.48', '"voxel_spacing": 10.0'),
  );
  await rm(at(`${spacing}/Annotations/100/ribosome-1.0_orientedpoint.ndjson`));
  await change('10901/TS_003/TiltSeries/100/tiltseries_metadata.json', (text) =>
    `${text}`.replace('"acceleration_voltage": 300000', '"acceleration_voltage": 300'),
  );
}

/** A screenshot as WebP, a third of its size: noise does not compress. */
async function toWebp(page, png) {
  await page.goto('about:blank');
  const url = await page.evaluate(
    async (source) => {
      const image = await createImageBitmap(await (await fetch(source)).blob());
      const canvas = document.createElement('canvas');
      [canvas.width, canvas.height] = [image.width, image.height];
      canvas.getContext('2d').drawImage(image, 0, 0);
      return canvas.toDataURL('image/webp', 0.85);
    },
    `data:image/png;base64,${png.toString('base64')}`,
  );
  return Buffer.from(url.slice(url.indexOf(',') + 1), 'base64');
}

const server = spawn(process.execPath, [join(root, 'dist/bin/main.js'), 'view', tree, '--no-open']);
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--use-angle=swiftshader', '--enable-unsafe-swiftshader', '--ignore-gpu-blocklist'],
});
try {
  let said = '';
  const address = await new Promise((resolve, reject) => {
    server.on('close', () => reject(new Error(`no server: ${said}`)));
    server.stderr.on('data', (text) => (said += text));
    server.stdout.on('data', (text) => {
      said += text;
      const url = /http:\S+/.exec(said)?.[0];
      if (url !== undefined) resolve(url.endsWith('/') ? url : `${url}/`);
    });
  });
  const wanted = process.argv.slice(2);
  for (const [name, show] of Object.entries(pictures)) {
    if (wanted.length > 0 && !wanted.includes(name)) continue;
    const page = await browser.newPage({ viewport: { width: 1200, height: 660 } });
    await show(page, address);
    await writeFile(join(root, `docs/pictures/${name}.webp`), await toWebp(page, await page.screenshot()));
    await page.close();
  }
  if (wanted.length === 0 || wanted.includes('terminal')) {
    const artifacts = process.env.CRYOET_ARTIFACTS ?? join(root, 'artifacts');
    await copyFile(join(artifacts, 'ingest-failure-80x24.png'), join(root, 'docs/pictures/terminal.png'));
  }
} finally {
  await browser.close();
  server.kill();
}

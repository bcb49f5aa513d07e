// What the page for browsers takes beside the command: node dist/bench/page.js [--runs N] [--edge VOXELS] [--rounds N, default 3]
//   [--directory DIR]
// Checks a tree of many small runs, and one volume of EDGE × EDGE × EDGE float32, at depth deep, by both in turns. Ends with 1 where
// a limit is exceeded.

import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import type { Page } from 'playwright-core';
import { drop } from '../test/web/support/page-findings.js';
import { withWebPage } from '../test/web/support/web-page.js';
import { median } from './median.js';
import { manyRunsStorage } from './validate/many-runs-storage.js';
import { depositionConfig } from './whole-process/deposition-config.js';
import { runProcess } from './whole-process/run-process.js';
import { writeVolume } from './whole-process/write-volume.js';

const { values } = parseArgs({
  options: {
    runs: { type: 'string', default: '2000' },
    edge: { type: 'string', default: '1024' },
    rounds: { type: 'string', default: '3' },
    directory: { type: 'string', default: '/tmp' },
  },
});
const main = fileURLToPath(new URL('../bin/main.js', import.meta.url));
const directory = mkdtempSync(join(values.directory, 'page-'));

async function writeRuns(tree: string): Promise<void> {
  const storage = manyRunsStorage(Number(values.runs));
  for await (const { key } of storage.list('')) {
    mkdirSync(dirname(join(tree, key)), { recursive: true });
    writeFileSync(join(tree, key), await storage.get(key));
  }
}

async function ingestVolume(tree: string): Promise<void> {
  const [config, input] = [join(directory, 'config.yaml'), join(directory, 'input')];
  mkdirSync(join(input, 'bench/tomograms'), { recursive: true });
  writeFileSync(config, depositionConfig('bench'));
  const edge = Number(values.edge);
  writeVolume(join(input, 'bench/tomograms/noise.mrc'), { shape: [edge, edge, edge], sampleType: 'float32' });
  runProcess(process.execPath, [main, 'ingest', config, input, tree, '--no-precompute', '--jobs', '2']);
  rmSync(input, { recursive: true });
}

/** Returns the largest resident set of the processes that show pages, in MiB. */
function peakOfPages(): number {
  const peaks = readdirSync('/proc').map((pid) => {
    try {
      if (!readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('--type=renderer')) return 0;
      return Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) / 1024;
    } catch {
      return 0;
    }
  });
  return Math.max(...peaks);
}

/** In the page: keeps how long tasks took, in milliseconds, if they took more than 50. */
const observeTasks = `
  globalThis.tasks = [];
  new PerformanceObserver((list) => {
    for (const { duration } of list.getEntries()) tasks.push(duration);
  }).observe({ entryTypes: ['longtask'] });`;

const longest = (page: Page) =>
  page.evaluate(() => Math.max(0, ...(globalThis as unknown as { tasks: number[] }).tasks));

/** Returns the seconds until a locator is there. */
async function secondsUntil(page: Page, selector: string, state: 'visible' | 'hidden'): Promise<number> {
  const start = performance.now();
  await page.locator(selector).waitFor({ state, timeout: 3_600_000 });
  return (performance.now() - start) / 1000;
}

async function measure(name: string, tree: string): Promise<void> {
  const options = [
    '--depth',
    'deep',
    '--jobs',
    '2',
    '--format',
    'json',
    '--output',
    join(directory, 'report'),
  ];
  const validate = () => runProcess(process.execPath, [main, 'validate', tree, ...options], 0, 1).wall;
  // What was just written is else written to the disk meanwhile.
  spawnSync('sync');
  await withWebPage(async ({ page }) => {
    await page.evaluate(observeTasks);
    // Dropped: the browser itself takes seconds to give thousands of files to an input.
    await drop(page.locator('#open-a'), tree);
    await page.locator('#runs article').first().waitFor({ timeout: 600_000 });
    const shown = await secondsUntil(page, '#work', 'hidden');
    const opened = await longest(page);
    await page.locator('#depth').selectOption('deep');
    const check = page.getByRole('button', { name: 'Check', exact: true });
    await check.click();
    await page.waitForTimeout(1500);
    const cancel = page.getByRole('button', { name: 'Cancel' });
    if (await cancel.isVisible()) await cancel.click();
    const cancelled = await secondsUntil(page, '#checked .verdict', 'visible');
    await page.locator('#work').waitFor({ state: 'hidden' });
    const rounds: (readonly [command: number, page: number])[] = [];
    while (rounds.length < Number(values.rounds)) {
      const command = validate();
      await check.click();
      rounds.push([command, await secondsUntil(page, '#work', 'hidden')]);
    }
    const ratios = rounds.map(([command, checked]) => checked / command).sort((a, b) => a - b);
    const wall = median(rounds.map(([command]) => command));
    const checked = median(rounds.map(([, seconds]) => seconds));
    const ratio = median(ratios);
    const peak = peakOfPages();
    const verdict = await page.locator('#checked .verdict').textContent();
    console.log(`${name}: ${verdict}`);
    console.log(
      `  command ${wall.toFixed(1)} s, page ${checked.toFixed(1)} s (× ${ratio.toFixed(2)}, rounds: ${ratios.map((each) => each.toFixed(2)).join(' ')}), runs shown after ${shown.toFixed(1)} s`,
    );
    const all = await longest(page);
    console.log(
      `  longest task ${opened.toFixed(0)} ms to open, ${all.toFixed(0)} ms in all; cancelled in ${cancelled.toFixed(2)} s; ${peak.toFixed(0)} MiB`,
    );
    if (ratio > 2 || all > 100 || cancelled > 1 || peak > 600) process.exitCode = 1;
  });
}

try {
  for (const [name, make] of [
    [`${values.runs} runs`, writeRuns],
    [`${values.edge}³ voxels`, ingestVolume],
  ] as const) {
    const tree = join(directory, 'tree');
    await make(tree);
    await measure(name, tree);
    rmSync(tree, { recursive: true });
  }
} finally {
  rmSync(directory, { recursive: true, force: true });
}

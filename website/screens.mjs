// Takes pictures of pages of the built site into artifacts/, at the widths of a phone and a desk, light and dark; status 1
// where a page must be scrolled sideways. Needs Chromium: /usr/bin/chromium, or what CHROMIUM names.
import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';
import { preview } from 'vite';

const executablePath = process.env.CHROMIUM ?? '/usr/bin/chromium';
const site = fileURLToPath(new URL('.', import.meta.url));
const artifacts = process.env.CRYOET_ARTIFACTS ?? fileURLToPath(new URL('../artifacts/', import.meta.url));
const pages = { start: '', readme: 'readme.html', rule: 'rules/zarr.html', formats: 'formats.html' };

if (!existsSync(executablePath)) {
  console.log(`skipped: no ${executablePath}`);
} else {
  await mkdir(artifacts, { recursive: true });
  const server = await preview({
    root: site,
    configFile: false,
    build: { outDir: 'dist' },
    preview: { port: 0 },
    logLevel: 'error',
  });
  const [address] = server.resolvedUrls.local;
  const browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] });
  for (const width of [390, 1400]) {
    for (const colorScheme of ['light', 'dark']) {
      const page = await browser.newPage({ viewport: { width, height: 900 }, colorScheme });
      for (const [name, path] of Object.entries(pages)) {
        await page.goto(`${address}${path}`, { waitUntil: 'load' });
        const wide = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
        if (wide > 0) {
          console.log(`${name} is ${wide} px wider than ${width} px`);
          process.exitCode = 1;
        }
        await page.screenshot({ path: `${artifacts}/site-${name}-${width}-${colorScheme}.png` });
      }
      await page.close();
    }
  }
  await browser.close();
  await server.close();
}

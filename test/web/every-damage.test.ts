import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import type { Page } from 'playwright-core';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { examplePlan } from '../../demo/deposition-plan.js';
import { writeDeposition } from '../../demo/write-deposition.js';
import { ingest } from '../../src/api/ingest.js';
import { validateSource } from '../../src/api/validate-source.js';
import { packageFile } from '../../src/base/package-file.js';
import { layouts } from '../../src/tree/layout/path-templates.js';
import { depths } from '../../src/validate/report.js';
import { testInBrowser } from '../support/browser.js';
import { contradictions } from '../support/mistakes/contradictions.js';
import { plantMistakes } from '../support/mistakes/plant-mistakes.js';
import { unfitFiles } from '../support/mistakes/unfit-files.js';
import { inTemporaryDirectory } from '../support/temporary-directory.js';
import { mutations } from '../validate/mutations/index.js';
import { mutated } from '../validate/mutations/mutated.js';
import { linkOut, refused } from '../validate/support/memory-storage.js';
import {
  drop,
  findingsAt,
  findingsOf,
  findingsOfCommand,
  savedReport,
  writeTree,
} from './support/page-findings.js';
import { withWebPage } from './support/web-page.js';

const test = suite('every damage in a browser');

/** How many damaged trees a campaign checks, spread over all; `npm test web` checks those of check.test.ts. */
const rounds = Number(process.env.CRYOET_TEST_ROUNDS ?? 0);

/** Checks a tree on the page and by the command, at every depth. Returns what differs. */
async function differences(page: Page, directory: string): Promise<string[]> {
  await page.locator('#open-a input[webkitdirectory]').setInputFiles(directory);
  await page.locator('#work').waitFor({ state: 'hidden' });
  const different: string[] = [];
  for (const depth of depths) {
    const [there, here] = [await findingsAt(page, depth), await findingsOfCommand(directory, depth)];
    await page.locator('#work').waitFor({ state: 'hidden' });
    if (isDeepStrictEqual(there, here)) continue;
    different.push(`${depth}: the page finds ${JSON.stringify(there)}, the command ${JSON.stringify(here)}`);
  }
  return different;
}

/** Mutations in their layouts, spread over all if fewer are wanted. */
function wantedMutations() {
  const all = mutations.flatMap(({ what, only, change }) =>
    (only === undefined ? layouts : [only]).map((layout) => ({
      what: `${what}, ${layout}`,
      make: () => mutated(change, layout, only),
    })),
  );
  const step = Math.ceil(all.length / rounds);
  return all.filter((_, index) => index % step === 0);
}

/** A browser shows no symbolic links, no empty directories, and no files that it may not read. */
const isShown = ([path, bytes]: readonly [string, Uint8Array]) =>
  !path.endsWith('/') && bytes !== linkOut && bytes !== refused;

/** A browser reads a link out of the folder as the file that it leads to, or not at all. */
const mistakes = [...contradictions, ...unfitFiles].filter(({ code }) => code !== 'SOURCE_FILE_UNREADABLE');

const addTest = rounds > 0 ? testInBrowser : (_: typeof test, name: string) => test.skip(name);

addTest(test, 'the demo and every mutation have the findings of the command', async () => {
  await inTemporaryDirectory(async (place) => {
    await withWebPage(async ({ page, complaints }) => {
      const wrong: string[] = [];
      const [source, demo] = [join(place, 'source'), join(place, 'demo')];
      await writeDeposition(examplePlan, join(source, 'vesicles'));
      const config = packageFile('dataset_config/demo.yaml').pathname;
      await ingest({ config, input: source, output: demo, options: {} });
      wrong.push(...(await differences(page, demo)).map((text) => `the demo, ${text}`));
      const frame =
        (await readdir(demo, { recursive: true })).find((path) => /\/Frames\/[^/]+\.\w+$/.test(path)) ?? '';
      const bytes = await readFile(join(demo, frame));
      bytes.writeUInt8(bytes.readUInt8(bytes.length - 1) ^ 1, bytes.length - 1);
      await writeFile(join(demo, frame), bytes);
      assert.is((await findingsOfCommand(demo, 'deep')).length, 1);
      wrong.push(...(await differences(page, demo)).map((text) => `another frame, ${text}`));
      for (const { what, make } of wantedMutations()) {
        const files = await make();
        if (![...files].every(isShown)) continue;
        const damaged = join(place, 'damaged');
        await writeTree(damaged, files);
        wrong.push(...(await differences(page, damaged)).map((text) => `${what}, ${text}`));
        await rm(damaged, { recursive: true });
      }
      assert.equal(wrong, []);
      assert.equal(complaints, []);
    });
  });
});

addTest(test, 'planted mistakes of sources have the findings of the command', async () => {
  await inTemporaryDirectory(async (place) => {
    const { config, input } = await plantMistakes(place, mistakes);
    await withWebPage(async ({ page, complaints }) => {
      await drop(page.locator('#open-a'), input, config);
      await page.getByRole('button', { name: 'Check the sources' }).click();
      const section = page.locator('#sources-checked');
      await section.locator('.verdict').waitFor();
      const { findings } = await savedReport(section);
      const expected = findingsOf(await validateSource({ config, input }));
      assert.equal(
        findings,
        JSON.parse(
          JSON.stringify(expected)
            .replaceAll(`${place}/${basename(input)}`, basename(input))
            .replaceAll(`${place}/`, ''),
        ),
      );
      assert.equal(complaints, []);
    });
  });
});

test.run();

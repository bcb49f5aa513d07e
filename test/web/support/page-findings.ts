import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Locator, Page } from 'playwright-core';
import { validate } from '../../../src/api/validate.js';
import type { JsonObject, JsonValue } from '../../../src/base/json-value.js';
import { renderReport } from '../../../src/report/validation/render-report.js';
import type { Depth, ValidationReport } from '../../../src/validate/report.js';

/** Writes files below a directory. */
export async function writeTree(directory: string, files: ReadonlyMap<string, Uint8Array>): Promise<void> {
  for (const [path, bytes] of files) {
    await mkdir(join(directory, dirname(path)), { recursive: true });
    await writeFile(join(directory, path), bytes);
  }
}

/** Drops folders and files of the disk on an element. */
export async function drop(target: Locator, ...paths: string[]): Promise<void> {
  const page = target.page();
  await target.scrollIntoViewIfNeeded();
  const { x = 0, y = 0 } = (await target.boundingBox()) ?? {};
  const session = await page.context().newCDPSession(page);
  const data = { items: [], files: paths, dragOperationsMask: 1 };
  for (const type of ['dragEnter', 'dragOver', 'drop'] as const)
    await session.send('Input.dispatchDragEvent', { type, x: x + 5, y: y + 5, data });
}

/** The report that a section of the page saves. */
export async function savedReport(section: Locator): Promise<JsonObject> {
  const [saved] = await Promise.all([
    section.page().waitForEvent('download'),
    section.getByRole('button', { name: 'Save as JSON' }).click(),
  ]);
  return JSON.parse(await readFile(await saved.path(), 'utf8'));
}

/** Checks the tree that is open, and returns the findings of the report that the page saves. */
export async function findingsAt(page: Page, depth: Depth): Promise<JsonValue> {
  await page.locator('#depth').selectOption(depth);
  await page.getByRole('button', { name: 'Check', exact: true }).click();
  await page.locator('#checked .verdict').waitFor();
  return (await savedReport(page.locator('#checked'))).findings ?? null;
}

/** The findings that the command reports as JSON. */
export async function findingsOfCommand(directory: string, depth: Depth): Promise<JsonValue[]> {
  return findingsOf(await validate(directory, { depth, config: null }));
}

/** The findings of a report, as JSON has them. */
export function findingsOf(report: ValidationReport): JsonValue[] {
  return JSON.parse(renderReport(report, 'json', { rules: [], thumbnails: new Map() })).findings;
}

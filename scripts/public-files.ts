// Reads every file of a folder with the readers of this project, and compares what they find with an independent reader
// (independent-reader.py): `npm run public-files -- FOLDER`. Lists refusals and differences; ends with 1 if any file differs.
import { spawnSync } from 'node:child_process';
import { readdir, stat } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { inspect } from '../src/api/inspect.js';
import { openVolume } from '../src/api/readers.js';
import { CryoetError } from '../src/base/errors.js';
import { describeError } from '../src/base/messages.js';

type Facts = Readonly<Record<string, unknown>>;
type Outcome =
  | { readonly path: string; readonly kind: string; readonly facts: Facts }
  | { readonly path: string; readonly refusal: string };

const python = '/usr/bin/python3';
const reader = fileURLToPath(new URL('../../scripts/independent-reader.py', import.meta.url));
/** Bytes of the largest file that is read. */
const largest = 64 * 2 ** 20;

/** Returns what the readers of this project find in a file, with the names that independent-reader.py uses. */
async function outcomeOf(path: string): Promise<Outcome> {
  try {
    const file = await inspect(path);
    const { kind, format } = file;
    const named = (facts: Facts): Outcome => ({ path, kind: `${kind} ${format}`, facts });
    switch (file.kind) {
      case 'volume':
      case 'frames':
        return named(await voxelsOf(path));
      case 'points':
        return named({
          blocks: file.blocks?.map(({ name, columns, rows }) => ({ name, columns, rows })),
          ...(file.bounds === null ? {} : { count: file.count, low: file.bounds.min, high: file.bounds.max }),
        });
      case 'star':
        return named({ blocks: file.blocks.map(({ name, columns, rows }) => ({ name, columns, rows })) });
      case 'mdoc':
        return named({ sections: file.sections, angles: file.angles });
      case 'angles':
        return named({ angles: file.angles });
      case 'transforms':
        return named({ sections: file.sections });
      case 'picture':
        return named({ width: file.width, height: file.height });
      case 'mesh':
        return named({ segments: file.segments, triangles: file.triangles });
      case 'ctf':
      case 'alignment':
        return named({ sections: file.sections });
      case 'table':
        return named({ columns: file.columns });
      case 'json':
      case 'yaml':
        return named({ keys: file.keys });
      default:
        return named({});
    }
  } catch (error) {
    if (!(error instanceof CryoetError)) throw error;
    return { path, refusal: describeError(error) };
  }
}

async function voxelsOf(path: string): Promise<Facts> {
  const volume = await openVolume(path);
  try {
    const { shape } = volume.header;
    const values = await volume.readBlock({ origin: [0, 0, 0], extent: shape });
    let [min, max, sum] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 0];
    for (const value of values) {
      min = Math.min(min, value);
      max = Math.max(max, value);
      sum += value;
    }
    return { shape, min, max, mean: sum / values.length };
  } finally {
    await volume.close();
  }
}

/** Returns the key paths at which two values differ; only keys that both have are compared. */
function differences(own: unknown, other: unknown, path = ''): string[] {
  if (own === undefined || other === undefined) return [];
  if (typeof own === 'number' && typeof other === 'number') {
    const isNear = Math.abs(own - other) <= 1e-5 * Math.max(1, Math.abs(own), Math.abs(other));
    return isNear || Object.is(own, other) ? [] : [`${path}: ${own}, not ${other}`];
  }
  if (Array.isArray(own) && Array.isArray(other)) {
    if (own.length !== other.length) return [`${path}: ${own.length} items, not ${other.length}`];
    return own.flatMap((item, index) => differences(item, other[index], `${path}[${index}]`));
  }
  if (isFacts(own) && isFacts(other)) {
    return Object.entries(own).flatMap(([key, value]) =>
      Object.hasOwn(other, key) ? differences(value, other[key], path === '' ? key : `${path}.${key}`) : [],
    );
  }
  return own === other ? [] : [`${path}: ${JSON.stringify(own)}, not ${JSON.stringify(other)}`];
}

function isFacts(value: unknown): value is Facts {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

const [folder] = process.argv.slice(2);
if (folder === undefined) {
  process.stderr.write('usage: npm run public-files -- FOLDER\n');
  process.exit(2);
}
const entries = await readdir(folder, { recursive: true, withFileTypes: true });
const paths = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
const outcomes: Outcome[] = [];
for (const path of paths.sort()) {
  const { size } = await stat(path);
  if (size <= largest) outcomes.push(await outcomeOf(path));
}
const { stdout, error } = spawnSync(python, [reader], {
  input: outcomes.map(({ path }) => `${path}\n`).join(''),
  encoding: 'utf8',
  maxBuffer: 2 ** 30,
});
if (error !== undefined) throw error;
const others = stdout.trimEnd().split('\n');
const kinds = new Map<string, number>();
let [compared, wrong] = [0, 0];
const print = (path: string, text: string) => process.stdout.write(`${relative(folder, path)}: ${text}\n`);
for (const [index, outcome] of outcomes.entries()) {
  if ('refusal' in outcome) {
    print(outcome.path, `refused: ${outcome.refusal}`);
    continue;
  }
  kinds.set(outcome.kind, (kinds.get(outcome.kind) ?? 0) + 1);
  const other: unknown = JSON.parse(others[index] ?? '{}');
  const isShared = ([key, value]: [string, unknown]) =>
    value !== undefined && isFacts(other) && Object.hasOwn(other, key);
  if (Object.entries(outcome.facts).some(isShared)) compared++;
  const found = differences(outcome.facts, other);
  if (found.length === 0) continue;
  wrong++;
  print(outcome.path, `differs: ${found.slice(0, 3).join('; ')}`);
}
const refused = outcomes.length - [...kinds.values()].reduce((sum, count) => sum + count, 0);
process.stdout.write(
  `\n${[...kinds]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([kind, count]) => `${String(count).padStart(6)}  ${kind}\n`)
    .join('')}`,
);
process.stdout.write(
  `\n${outcomes.length} files: ${compared} compared with an independent reader, ${wrong} different, ${refused} refused\n`,
);
process.exitCode = wrong > 0 ? 1 : 0;

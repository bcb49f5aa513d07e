import { readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { survey } from '../src/init/survey.js';
import { openStorage } from '../src/storage/open-storage.js';
import type { Storage } from '../src/storage/storage.js';
import { checkComposed } from './init/check-config.js';
import { madeTrees } from './init/made-trees.js';

const { values } = parseArgs({
  options: {
    every: { type: 'string', default: '5' },
    runs: { type: 'string', default: '4' },
    only: { type: 'string' },
    shared: { type: 'string', default: '../shared' },
    cache: { type: 'string' },
    check: { type: 'boolean', default: false },
    'hide-tables': { type: 'boolean', default: false },
  },
});
const trees = await madeTrees(
  {
    configs: `${values.shared}/corpus/configs`,
    program: `${values.shared}/tools/synth_sources.py`,
    cache: values.cache ?? join(tmpdir(), `init-synth-${values.runs}`),
    runs: Number(values.runs),
  },
  (name, index) =>
    values.only === undefined ? index % Number(values.every) === 0 : name.includes(values.only),
);
let [good, clean, right, total, sound] = [0, 0, 0, 0, 0];
const perSection = new Map<string, { right: number; wrong: number; missed: number }>();
const tally = (section: string) => {
  const known = perSection.get(section) ?? { right: 0, wrong: 0, missed: 0 };
  perSection.set(section, known);
  return known;
};
for (const { name, source, truth } of trees) {
  const opened = await openStorage(source, {});
  const storage = values['hide-tables'] ? withoutTables(opened, source) : opened;
  const surveyed = await survey(storage);
  const { runs: found, sources, unused } = surveyed;
  const lines: string[] = [];
  const runs = [...found].sort().join(' ');
  if (runs === truth.runs.join(' ')) good += 1;
  else lines.push(`  runs ${runs} TRUE ${truth.runs.join(' ')}`);
  const said = new Map(
    sources.flatMap(({ section, group }) =>
      group.files.map(({ file }) => [file.path, section as string] as const),
    ),
  );
  const reasons = new Map(unused.map(({ path, reason }) => [path, reason]));
  let wrong = 0;
  const told = new Map<string, string[]>();
  for (const [path, sections] of Object.entries(truth.sections)) {
    const section = said.get(path);
    const isRight = section !== undefined && sections.includes(section);
    total += 1;
    if (isRight) right += 1;
    tally(sections[0] ?? '')[isRight ? 'right' : 'missed'] += 1;
    if (isRight) continue;
    if (section !== undefined) {
      wrong += 1;
      tally(section).wrong += 1;
    }
    const mistake = `${sections.join('+')}: ${section ?? `unused (${reasons.get(path)})`}`;
    told.set(mistake, [...(told.get(mistake) ?? []), path]);
  }
  for (const [mistake, paths] of told) lines.push(`  ${paths.length} of ${mistake}: ${paths[0]}`);
  if (wrong === 0) clean += 1;
  const faults = values.check ? await checkComposed(surveyed, source) : [];
  if (faults.length === 0) sound += 1;
  lines.push(...faults.map((fault) => `  ${fault}`));
  if (lines.length > 0) console.log([name, ...lines].join('\n'));
}
console.log(
  `runs ${good} of ${trees.length}; files ${right} of ${total} (${((100 * right) / total).toFixed(1)} %); clean trees ${clean}; sound configurations ${sound}`,
);
for (const [section, counts] of perSection) console.log(section.padEnd(22), JSON.stringify(counts));

/** A source without the tables that its configuration names. */
function withoutTables(storage: Storage, source: string): Storage {
  const config = readFileSync(join(source, '..', 'config.yaml'), 'utf8');
  const tables = [...config.matchAll(/^ +run_\w*map\w*: (.*)$/gm)].map(({ 1: name = '' }) => name.trim());
  return Object.create(storage, {
    list: {
      value: async function* (prefix: string) {
        for await (const info of storage.list(prefix)) {
          if (!tables.some((name) => info.key.endsWith(`/${name}`))) yield info;
        }
      },
    },
    open: { value: (key: string) => storage.open(key) },
    get: { value: (key: string, limit?: number) => storage.get(key, limit) },
    kind: { value: (key: string) => storage.kind(key) },
    readDirectory: { value: (key: string) => storage.readDirectory(key) },
    location: { value: (key: string) => storage.location(key) },
    stat: { value: (key: string) => storage.stat(key) },
  }) as Storage;
}

import { parseArgs } from 'node:util';
import { survey } from '../src/init/survey.js';
import { openStorage } from '../src/storage/index.js';
import { madeTrees } from './init/made-trees.js';

const { values } = parseArgs({
  options: {
    every: { type: 'string', default: '5' },
    only: { type: 'string' },
    shared: { type: 'string', default: '../shared' },
    cache: { type: 'string', default: '/tmp/init-synth' },
    verbose: { type: 'boolean', default: false },
  },
});
const trees = await madeTrees(
  {
    configs: `${values.shared}/corpus/configs`,
    program: `${values.shared}/tools/synth_sources.py`,
    cache: values.cache,
  },
  (name, index) => (values.only === undefined ? index % Number(values.every) === 0 : name.includes(values.only)),
);
let [good, clean, right, total] = [0, 0, 0, 0];
const perSection = new Map<string, { right: number; wrong: number; missed: number }>();
const tally = (section: string) => {
  const known = perSection.get(section) ?? { right: 0, wrong: 0, missed: 0 };
  perSection.set(section, known);
  return known;
};
for (const { name, source, truth } of trees) {
  const storage = await openStorage(source, {});
  const { runs: found, groups } = await survey(storage);
  const lines: string[] = [];
  const runs = [...found].sort().join(' ');
  if (runs === truth.runs.join(' ')) good += 1;
  else lines.push(`  runs ${runs} TRUE ${truth.runs.join(' ')}`);
  let wrong = 0;
  for (const { group, verdict } of groups) {
    const told = new Map<string, number>();
    for (const { file } of group.files) {
      const sections = truth.sections[file.path];
      const want = sections?.join('+') ?? '-';
      const isRight = verdict.section !== null && (sections?.includes(verdict.section) ?? false);
      if (sections !== undefined) {
        total += 1;
        if (isRight) right += 1;
        for (const section of sections.slice(0, 1)) tally(section)[isRight ? 'right' : 'missed'] += 1;
      }
      if (!isRight && verdict.section !== null && sections !== undefined) {
        wrong += 1;
        tally(verdict.section).wrong += 1;
      }
      if (!isRight && (sections !== undefined || verdict.section !== null)) told.set(want, (told.get(want) ?? 0) + 1);
    }
    for (const [want, count] of told) {
      const said = verdict.section ?? `unused (${verdict.reason})`;
      const shown = group.template.replaceAll('\u0001', '{R}').replaceAll('\u0002', '{r}');
      if (want !== '-' || values.verbose) lines.push(`  ${count} of ${want}: ${said}: ${shown}`);
    }
  }
  if (wrong === 0) clean += 1;
  if (lines.length > 0) console.log([name, ...lines].join('\n'));
}
console.log(`runs ${good} of ${trees.length}; files ${right} of ${total} (${((100 * right) / total).toFixed(1)} %); clean trees ${clean}`);
for (const [section, counts] of perSection) console.log(section.padEnd(22), JSON.stringify(counts));

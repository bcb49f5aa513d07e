// Groups the changes of a comparison for people: a change that many runs share is one block, and changes that do
// not count as differences are only counted.

import { addToGroup, getOrMake } from '../../base/collections.js';
import { type Change, describeChange, type EntityDiff, type Severity } from '../../diff/change.js';
import type { DiffReport } from '../../diff/compare-trees.js';
import { baseName } from '../../storage/keys.js';

export interface ShownChange {
  readonly change: Change;
  /** File and change in one line; with several entities `{run}` stands for the name of the run. */
  readonly text: string;
  /** Number of occurrences in all entities of the block. */
  readonly count: number;
}

/** An entity, or the counterparts of several runs with the same changes. */
export type ComparisonBlock = ReturnType<typeof blockOf>;

const namedRuns = 3;

interface Judged {
  readonly entity: EntityDiff;
  readonly symbol: '=' | '~' | '+' | '-';
  readonly shown: readonly Change[];
}

/** A block that is being gathered. */
interface Draft {
  readonly entities: readonly Judged[];
  readonly changes: Change[];
}

/** Groups the entities of a comparison; a change of many runs that differs by name and numbers is one block. */
export function comparisonBlocks({ entities, failOn }: DiffReport): ComparisonBlock[] {
  const judged = entities.map((entity): Judged => ({ entity, ...judgeEntity(entity, failOn) }));
  const alike = new Map<string, Judged[]>();
  for (const each of judged) {
    for (const key of new Set(each.shown.map((change) => keyOf(each, change)))) addToGroup(alike, key, each);
  }
  const drafts = new Map<string, Draft>();
  const indexOf = new Map(judged.map((each, index) => [each, index]));
  const names = new Map<readonly Judged[], string>();
  for (const each of judged) {
    if (each.shown.length === 0) drafts.set(`${indexOf.get(each)}`, { entities: [each], changes: [] });
    for (const change of each.shown) {
      const together = alike.get(keyOf(each, change)) ?? [each];
      const name = getOrMake(names, together, () => together.map((one) => indexOf.get(one)).join());
      const draft = getOrMake(drafts, name, () => ({ entities: together, changes: [] }));
      if (together[0] === each) draft.changes.push(change);
    }
  }
  const hasNoise = new Set<Judged>();
  const known = new Map<Judged, ReadonlySet<string>>();
  // The texts of an entity's shown changes, without the name of its run; computed once for all its blocks.
  const textsOf = (each: Judged) =>
    getOrMake(known, each, () => new Set(each.shown.map((change) => exactKeyOf(each, change))));
  return [...drafts.values()].map((draft) => blockOf(draft, hasNoise, textsOf));
}

/** A key that is equal for changes with the same text and the same numbers. */
function exactKeyOf(judged: Judged, change: Change): string {
  return JSON.stringify([keyOf(judged, change), withoutRun(lineOf(change), judged.entity.run)]);
}

function blockOf(
  { entities, changes }: Draft,
  hasNoise: Set<Judged>,
  textsOf: (judged: Judged) => ReadonlySet<string>,
) {
  const [first] = entities as [Judged];
  const isSeveral = entities.length > 1;
  const text = (change: Change, { entity }: Judged) =>
    isSeveral ? withoutRun(lineOf(change), entity.run) : lineOf(change);
  // Changes of other severities are listed in the first block of an entity.
  const fresh = entities.filter((each) => !hasNoise.has(each));
  for (const each of fresh) hasNoise.add(each);
  const noise = new Map<string, Omit<ShownChange, 'count'> & { count: number }>();
  for (const each of fresh) {
    const shown = new Set(each.shown);
    for (const change of each.entity.changes.filter((change) => !shown.has(change))) {
      const make = () => ({ change, text: text(change, each), count: 0 });
      getOrMake(noise, keyOf(each, change), make).count += 1;
    }
  }
  return {
    symbol: first.symbol,
    label: isSeveral ? labelTogether(entities) : labelEntity(first.entity),
    entities: entities.map(({ entity }) => entity),
    /** Changes with a severity of `--fail-on`, and what could not be compared. */
    changes: changes.map((change): ShownChange => {
      const own = text(change, first);
      const key = exactKeyOf(first, change);
      const varies = isSeveral && entities.some((each) => !textsOf(each).has(key));
      const remark = varies ? ` (${first.entity.run}; the others with other numbers)` : '';
      return { change, text: `${own}${remark}`, count: entities.length };
    }),
    /** Changes of other severities, mostly times and storage. */
    noise: [...noise.values()],
  };
}

/** Label of several entities, such as `10001 tomogram 100, 10.000 Å in 40 runs: TS_001, TS_002, TS_003, … TS_040`. */
function labelTogether(entities: readonly Judged[]): string {
  const runs = [...new Set(entities.map(({ entity }) => entity.run ?? ''))];
  const named = runs.slice(0, namedRuns).join(', ');
  const rest = runs.length > namedRuns ? `${runs.length > namedRuns + 1 ? ', …' : ','} ${runs.at(-1)}` : '';
  const [first] = entities as [Judged];
  if (runs.length === 1) return `${labelEntity(first.entity)}, and ${entities.length - 1} more like it`;
  return `${labelEntity({ ...first.entity, run: null })} in ${runs.length} runs: ${named}${rest}`;
}

/** A key that is equal for changes of one entity in runs that differ by the run's name and numbers only. */
function keyOf({ entity, symbol }: Judged, change: Change): string {
  const { dataset, deposition, run, type, id, spacing } = entity;
  const text = run === null ? `${lineOf(change)}` : withoutRun(lineOf(change), run).replaceAll(/\d+/g, '#');
  const place = run === null ? labelEntity(entity) : '{run}';
  const { severity, kind } = change;
  return JSON.stringify([symbol, dataset, deposition, place, type, id, spacing, severity, kind, text]);
}

function withoutRun(text: string, run: string | null): string {
  if (run === null || run === '') return text;
  const escaped = run.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`);
  return text.replaceAll(new RegExp(`(?<![A-Za-z0-9])${escaped}(?![A-Za-z0-9])`, 'g'), '{run}');
}

function lineOf(change: Change): string {
  const path = change.files.b ?? change.files.a;
  const file = path === null ? '' : `${baseName(path)}: `;
  return `${file}${describeChange(change)}`;
}

/** Returns the symbol of an entity and its changes to show: those that count, all of a tree itself. */
function judgeEntity(entity: EntityDiff, failOn: readonly Severity[]): Pick<Judged, 'symbol' | 'shown'> {
  const { status, changes, type } = entity;
  const shown = changes.filter(({ severity, kind }) => failOn.includes(severity) || kind === 'unreadable');
  if (status === 'added') return { symbol: '+', shown };
  if (status === 'removed') return { symbol: '-', shown };
  return { symbol: shown.length > 0 ? '~' : '=', shown: type === 'tree' ? changes : shown };
}

/** Label of an entity, such as `10001/TS_001 tomogram 100, 10.000 Å`. */
function labelEntity(entity: EntityDiff): string {
  const { deposition, dataset, run, type, id, spacing } = entity;
  const place = [dataset, run].filter((name) => name !== null).join('/');
  const number = spell(id.a, id.b);
  const size = spell(spacing.a, spacing.b);
  const name = type === 'other' ? otherName(entity) : type.replaceAll('_', ' ');
  const owner = place === '' ? (deposition ?? '') : place;
  const start = owner === '' ? '' : `${owner} `;
  return `${start}${name}${number === null ? '' : ` ${number}`}${size === null ? '' : `, ${size} Å`}`;
}

function otherName({ changes }: EntityDiff): string {
  const files = changes[0]?.files;
  return `file ${files?.a ?? files?.b ?? 'outside the layout'}`;
}

function spell(a: string | null, b: string | null): string | null {
  return a === b || b === null ? a : a === null ? b : `${a} → ${b}`;
}

/** Formats the numbers of entities and of changes by severity, a line each, and what was not compared. */
export function formatTotals({ totals, notCompared = [] }: DiffReport): string[] {
  const { same, changed, added, removed } = totals.entities;
  const changes = Object.entries(totals.severities)
    .map(([severity, count]) => `${count} ${severity}`)
    .join(', ');
  return [
    `entities: ${same} same, ${changed} changed, ${removed} only in A, ${added} only in B`,
    `changes: ${changes}`,
    ...(totals.unreadable === 0 ? [] : [`could not be compared: ${totals.unreadable}`]),
    ...notCompared.map((text) => `not compared: ${text}`),
  ];
}

export function formatVerdict({ verdict, totals, failOn, trees }: DiffReport): string {
  if (verdict === 'incomplete')
    return `incomplete: ${totals.unreadable > 0 ? 'not everything could be compared' : 'nothing to compare'}`;
  if (verdict === 'different') {
    const counts = failOn.filter((severity) => totals.severities[severity] > 0);
    const sum = counts.reduce((total, severity) => total + totals.severities[severity], 0);
    const list = counts.map((severity) => `${totals.severities[severity]} ${severity}`).join(', ');
    return `different: ${list} ${sum === 1 ? 'change' : 'changes'} from ${trees.a} to ${trees.b}`;
  }
  const all = Object.values(totals.severities).reduce((sum, count) => sum + count, 0);
  return all === 0 ? 'same: no difference' : 'same: no difference that matters';
}

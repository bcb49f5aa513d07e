import type { Change, EntityDiff, Severity } from '../../diff/change.js';
import type { DiffReport } from '../../diff/diff-report.js';
import { describeChange } from './describe-change.js';

/** A change as reports show it, once for all entities that have it. */
export interface ShownChange {
  readonly change: Change;
  /** File and change in one line; `{run}` stands for the name of a run where there are several. */
  readonly text: string;
  /** How often it is there, in all entities of the block. */
  readonly count: number;
}

/** Entities of which reports say the same: one, or the counterparts of several runs. */
export interface ComparisonBlock {
  readonly symbol: '=' | '~' | '+' | '-';
  readonly label: string;
  readonly entities: readonly EntityDiff[];
  /** Changes that matter, and what could not be compared. */
  readonly changes: readonly ShownChange[];
  /** Changes that are no difference by the severities that were asked for: mostly times and ways of storing. */
  readonly noise: readonly ShownChange[];
}

/** Runs whose names stand for all those of a block. */
const namedRuns = 3;

interface Judged {
  readonly entity: EntityDiff;
  readonly symbol: ComparisonBlock['symbol'];
  readonly shown: readonly Change[];
}

interface Draft {
  readonly entities: readonly Judged[];
  readonly changes: Change[];
}

/**
 * The entities of a comparison in their order, those that are the same too; a change that is the same in several runs, but for
 * their names and for numbers, is told once for all of them.
 */
export function comparisonBlocks({ entities, failOn }: DiffReport): ComparisonBlock[] {
  const judged = entities.map((entity): Judged => ({ entity, ...judgeEntity(entity, failOn) }));
  const alike = new Map<string, Judged[]>();
  for (const each of judged) {
    for (const key of new Set(each.shown.map((change) => keyOf(each, change)))) {
      const together = alike.get(key) ?? [];
      alike.set(key, together);
      together.push(each);
    }
  }
  const drafts = new Map<string, Draft>();
  const place = new Map(judged.map((each, index) => [each, index]));
  const names = new Map<readonly Judged[], string>();
  for (const together of alike.values()) names.set(together, together.map((one) => place.get(one)).join());
  for (const each of judged) {
    if (each.shown.length === 0) drafts.set(`${place.get(each)}`, { entities: [each], changes: [] });
    for (const change of each.shown) {
      const together = alike.get(keyOf(each, change)) ?? [each];
      const key = names.get(together) ?? `${place.get(each)}`;
      const draft = drafts.get(key) ?? { entities: together, changes: [] };
      drafts.set(key, draft);
      if (together[0] === each) draft.changes.push(change);
    }
  }
  const hasNoise = new Set<Judged>();
  const said = rememberSaid();
  return [...drafts.values()].map((draft) => blockOf(draft, hasNoise, said));
}

/** What is shown of an entity, without the name of its run; made once for all blocks that it is in. */
function rememberSaid(): (judged: Judged) => ReadonlySet<string> {
  const known = new Map<Judged, ReadonlySet<string>>();
  return (judged) => {
    const said = known.get(judged) ?? new Set(judged.shown.map((change) => sayingOf(judged, change)));
    known.set(judged, said);
    return said;
  };
}

/** Equal for changes that say the same with the same numbers. */
function sayingOf(judged: Judged, change: Change): string {
  return JSON.stringify([keyOf(judged, change), withoutRun(lineOf(change), judged.entity.run)]);
}

function blockOf(
  { entities, changes }: Draft,
  hasNoise: Set<Judged>,
  said: (judged: Judged) => ReadonlySet<string>,
): ComparisonBlock {
  const [first] = entities as [Judged];
  const isSeveral = entities.length > 1;
  const text = (change: Change, { entity }: Judged) =>
    isSeveral ? withoutRun(lineOf(change), entity.run) : lineOf(change);
  // What an entity has of no importance is told with the first block that it is in.
  const fresh = entities.filter((each) => !hasNoise.has(each));
  for (const each of fresh) hasNoise.add(each);
  const noise = new Map<string, ShownChange>();
  for (const each of fresh) {
    const shown = new Set(each.shown);
    for (const change of each.entity.changes.filter((change) => !shown.has(change))) {
      const key = keyOf(each, change);
      const known = noise.get(key);
      noise.set(key, {
        change: known?.change ?? change,
        text: known?.text ?? text(change, each),
        count: (known?.count ?? 0) + 1,
      });
    }
  }
  return {
    symbol: first.symbol,
    label: isSeveral ? labelTogether(entities) : labelEntity(first.entity),
    entities: entities.map(({ entity }) => entity),
    changes: changes.map((change) => {
      const own = text(change, first);
      const saying = sayingOf(first, change);
      const varies = isSeveral && entities.some((each) => !said(each).has(saying));
      return {
        change,
        text: varies ? `${own} (${first.entity.run}; the others with other numbers)` : own,
        count: entities.length,
      };
    }),
    noise: [...noise.values()],
  };
}

/** `10001 tomogram 100, 10.000 Å in 40 runs: TS_001, TS_002, TS_003, … TS_040` */
function labelTogether(entities: readonly Judged[]): string {
  const runs = entities.map(({ entity }) => entity.run ?? '');
  const named = runs.slice(0, namedRuns).join(', ');
  const rest = runs.length > namedRuns ? `${runs.length > namedRuns + 1 ? ', …' : ','} ${runs.at(-1)}` : '';
  const [first] = entities as [Judged];
  return `${labelEntity({ ...first.entity, run: null })} in ${runs.length} runs: ${named}${rest}`;
}

/** Equal for changes that say the same of the same entity of different runs. */
function keyOf({ entity, symbol }: Judged, change: Change): string {
  const { dataset, deposition, run, type, id, spacing } = entity;
  const text = run === null ? `${lineOf(change)}` : withoutRun(lineOf(change), run).replaceAll(/\d+/g, '#');
  const place = run === null ? labelEntity(entity) : '{run}';
  return JSON.stringify([
    symbol,
    dataset,
    deposition,
    place,
    type,
    id,
    spacing,
    change.severity,
    change.kind,
    text,
  ]);
}

function withoutRun(text: string, run: string | null): string {
  if (run === null || run === '') return text;
  const escaped = run.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`);
  return text.replaceAll(new RegExp(`(?<![A-Za-z0-9])${escaped}(?![A-Za-z0-9])`, 'g'), '{run}');
}

function lineOf(change: Change): string {
  const path = change.files.b ?? change.files.a;
  const file = path === null ? '' : `${path.slice(path.lastIndexOf('/') + 1)}: `;
  return `${file}${describeChange(change)}`;
}

/**
 * How an entity is marked, and its changes that are worth a line: those that are differences, what could not be
 * compared, and of the trees as a whole all.
 */
function judgeEntity(
  entity: EntityDiff,
  failOn: readonly Severity[],
): { readonly symbol: '=' | '~' | '+' | '-'; readonly shown: readonly Change[] } {
  const { status, changes, type } = entity;
  const shown = changes.filter(({ severity, kind }) => failOn.includes(severity) || kind === 'unreadable');
  if (status === 'added') return { symbol: '+', shown };
  if (status === 'removed') return { symbol: '-', shown };
  if (type === 'tree') return { symbol: shown.length > 0 ? '~' : '=', shown: changes };
  return { symbol: shown.length > 0 ? '~' : '=', shown };
}

/** An entity as people name it: `10001/TS_001 tomogram 100, 10.000 Å`. */
function labelEntity(entity: EntityDiff): string {
  const { deposition, dataset, run, type, id, spacing } = entity;
  const place = [dataset, run].filter((name) => name !== null).join('/');
  const number = spell(id.a, id.b);
  const size = spell(spacing.a, spacing.b);
  const name = type === 'other' ? otherName(entity) : type.replaceAll('_', ' ');
  return [
    place === '' ? (deposition === null ? '' : `${deposition} `) : `${place} `,
    name,
    number === null ? '' : ` ${number}`,
    size === null ? '' : `, ${size} Å`,
  ].join('');
}

function otherName({ changes }: EntityDiff): string {
  const files = changes[0]?.files;
  return `file ${files?.a ?? files?.b ?? 'outside the layout'}`;
}

function spell(a: string | null, b: string | null): string | null {
  return a === b || b === null ? a : a === null ? b : `${a} → ${b}`;
}

/** Counts of entities and of changes by severity, one line each. */
export function formatTotals({ totals }: DiffReport): string[] {
  const { same, changed, added, removed } = totals.entities;
  const changes = Object.entries(totals.severities)
    .map(([severity, count]) => `${count} ${severity}`)
    .join(', ');
  return [
    `entities: ${same} same, ${changed} changed, ${removed} only in A, ${added} only in B`,
    `changes: ${changes}`,
    ...(totals.unreadable === 0 ? [] : [`could not be compared: ${totals.unreadable}`]),
  ];
}

/** The verdict in words. */
export function formatVerdict({ verdict, totals, failOn, trees }: DiffReport): string {
  if (verdict === 'incomplete') {
    return totals.unreadable > 0
      ? 'incomplete: not everything could be compared'
      : 'incomplete: nothing to compare';
  }
  if (verdict === 'different') {
    const counts = failOn.filter((severity) => totals.severities[severity] > 0);
    const sum = counts.reduce((total, severity) => total + totals.severities[severity], 0);
    const list = counts.map((severity) => `${totals.severities[severity]} ${severity}`).join(', ');
    return `different: ${list} ${sum === 1 ? 'change' : 'changes'} from ${trees.a} to ${trees.b}`;
  }
  const all = Object.values(totals.severities).reduce((sum, count) => sum + count, 0);
  return all === 0 ? 'same: no difference' : 'same: no difference that matters';
}

import { isJsonObject, textAt } from '../../base/json-value.js';
import { baseName, parentKey } from '../../storage/keys.js';
import { identityOf } from '../../tree/entities/entity-type.js';
import { foldName, isRefusedByWindows, isUsableName } from '../../tree/layout/build-path.js';
import type { ItemContext } from '../contexts/files.js';
import { faultAt, faultsAt, issue, type ReportedIssue, repeatsOf } from '../finding.js';
import { defineRules } from '../rule.js';

/** Ingest numbers items from 100. */
const smallestIdentifier = 100;

/** Names that are not safe on every file system and in URLs; identifiers that are invalid or ambiguous. */
export const nameRules = defineRules('names', { severity: 'error', needs: [] }, [
  {
    code: 'NAME_UNSAFE',
    on: 'file',
    title: 'Names are safe on all systems',
    why: 'Control characters, backslashes, bytes that are not UTF-8, `.` and `..` as names, and blanks at an end are changed or refused by file systems, shells and URLs.',
    fix: 'Rename the source, or give the item another name in the configuration, and ingest it again.',
    check({ file }) {
      const unsafe = file.path.split('/').find(isUnsafe);
      return unsafe !== undefined && issue('an unsafe name', JSON.stringify(unsafe), 'plain characters');
    },
  },
  {
    code: 'NAME_NOT_PORTABLE',
    severity: 'warning',
    on: 'unit',
    title: 'Windows can hold every name',
    why: 'Windows reserves names such as `con` and `nul.txt`, and drops dots and blanks at an end: a copy lacks the file or overwrites another.',
    fix: 'Give the run or the source another name and ingest it again.',
    check: ({ unit }) =>
      [...new Set(unit.files.flatMap(({ path }) => [...prefixes(path)]))]
        .filter((path) => isRefusedByWindows(baseName(path)) && !isUnsafe(baseName(path)))
        .map((path) => ({ path, ...issue('Windows refuses the name', JSON.stringify(baseName(path))) })),
  },
  {
    code: 'NAME_CASE_CLASH',
    on: 'unit',
    title: 'No two names differ only in case or Unicode form',
    why: 'On file systems that ignore case or the Unicode form, one of the two overwrites the other.',
    fix: 'Rename one of them at the source and ingest it again.',
    check: ({ unit }) => caseClashes(unit.files.map(({ path }) => path)),
  },
  {
    code: 'RUN_CASE_CLASH',
    on: 'dataset',
    title: 'No two runs differ only in case or Unicode form',
    why: 'On file systems that ignore case or the Unicode form, one of the two runs overwrites the other.',
    fix: 'Give one of the runs another name in the configuration and ingest it again.',
    check: ({ path, runs }) => caseClashes(runs.map((run) => `${path}/${run}`)),
  },
  {
    code: 'IDENTIFIER_INVALID',
    on: 'run',
    title: 'Directories of items are numbered from 100',
    why: 'Identifiers are whole numbers from 100 upward without leading zeros; other names were not given by an ingest.',
    fix: 'Ingest the item again, or rename its directory to a free number and correct the paths that name it.',
    check: ({ items }) =>
      faultsAt(items, ({ id }) => {
        const isValid = /^[1-9]\d*$/.test(id) && Number(id) >= smallestIdentifier;
        return !isValid && issue('not an identifier', id, `a whole number of at least ${smallestIdentifier}`);
      }),
  },
  {
    code: 'IDENTIFIER_DUPLICATE',
    on: 'run',
    needs: ['metadata'],
    title: 'No two items of a container are the same',
    why: 'Two directories with the same identity show that an item was published twice; users see it double and a later ingest cannot tell which to replace.',
    fix: 'Remove the older of the two, or correct the metadata that should tell them apart.',
    check: ({ items }) =>
      repeatsOf(items, identityIn).flatMap(({ item, first }) => {
        const fields = identityOf(item.type).fields.join(', ');
        return faultAt(item, issue(`has the identity of another item (${fields})`, first.path));
      }),
  },
]);

function isUnsafe(name: string): boolean {
  return !isUsableName(name) || /^\s|\s$/.test(name);
}

/** Yields names and directories that differ from an earlier one in the same directory only in case or Unicode form. */
function* caseClashes(paths: Iterable<string>): Generator<ReportedIssue> {
  const seen = new Map<string, string>();
  const reported = new Set<string>();
  for (const path of paths) {
    for (const name of prefixes(path)) {
      const folded = foldName(name);
      const before = seen.get(folded);
      seen.set(folded, before ?? name);
      if (before === undefined || before === name || reported.has(name)) continue;
      reported.add(name);
      if (parentKey(name) !== parentKey(before)) continue;
      const isCase = name.toLowerCase() === before.toLowerCase();
      const how = isCase ? 'case' : 'case or Unicode form';
      yield { path: name, message: `the name differs from another only in ${how}`, found: before };
    }
  }
}

function* prefixes(path: string): Generator<string> {
  for (let at = path.indexOf('/'); at >= 0; at = path.indexOf('/', at + 1)) yield path.slice(0, at);
  yield path;
}

/** Returns what tells an item from others of its type; null if it is unknown. */
function identityIn({ type, metadata, variables }: ItemContext): string | null {
  const { container, fields } = identityOf(type);
  const value = metadata?.value;
  // An annotation without this text is not from an ingest, which alone would tell it from others.
  const isForeign = fields.includes('annotation_ingest_id') && !textAt(value, 'annotation_ingest_id');
  if (!isJsonObject(value) || isForeign) return null;
  const place = container === 'voxel_spacing' ? variables.voxel_spacing : null;
  return JSON.stringify([type, place, ...fields.map((key) => value[key] ?? null)]);
}

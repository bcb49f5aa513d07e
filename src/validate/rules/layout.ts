import { groupBy } from '../../base/collections.js';
import { isJsonObject, textAt } from '../../base/json-value.js';
import { countOf } from '../../base/messages.js';
import { baseName, parentKey } from '../../storage/keys.js';
import type { NotAFile } from '../../storage/storage.js';
import { identityOf } from '../../tree/entities/entity-type.js';
import { foldName, isRefusedByWindows, isUsableName } from '../../tree/layout/build-path.js';
import { explainMisplaced, type Misplacement } from '../../tree/layout/explain-misplaced.js';
import { isMayBeEmpty, type TreeFile } from '../../tree/tree-file.js';
import type { ItemContext, UnitContext } from '../contexts/files.js';
import { faultAt, faultsAt, issue, type ReportedIssue, repeatsOf } from '../finding.js';
import { defineRules } from '../rule.js';

const defaults = { severity: 'error', on: 'unit', needs: [] } as const;

/** Files that the layout does not have. */
export const layoutRules = defineRules('layout', defaults, [
  {
    code: 'TREE_EMPTY',
    on: 'tree',
    title: 'The tree holds datasets',
    why: 'A tree without a dataset is probably the wrong directory; nothing else can be checked.',
    fix: 'Give the directory or bucket with the dataset directories, or a dataset or run.',
    check: ({ datasets }) =>
      datasets.length === 0 && issue('no dataset is here', undefined, 'directories of datasets'),
  },
  {
    code: 'LAYOUT_MIXED',
    on: 'file',
    title: 'The whole tree is in one layout',
    why: 'The layout has two spellings; programs look a file up by one of them and do not find it under the other.',
    fix: 'Ingest the item again with the `--layout` of the rest of the tree, and remove the file.',
    check: ({ file, layout }) =>
      file.template === null || file.layout === layout
        ? null
        : { message: `named as in the ${file.layout} layout`, expected: `a name of the ${layout} layout` },
  },
  {
    code: 'FILE_LEFTOVER',
    on: 'file',
    title: 'No hidden or temporary file is left in the tree',
    why: 'Hidden and temporary files are not published data, and an unfinished file shows that something was interrupted.',
    fix: 'Remove the file. If it is what an interrupted ingest left, ingest the run again.',
    check: ({ file }) => file.isLeftover && issue('a hidden or temporary file that a tool left behind'),
  },
  {
    code: 'FILE_EMPTY',
    on: 'file',
    title: 'No file is empty',
    why: 'An empty file has no data; a copy probably failed.',
    fix: 'Copy or ingest the file again.',
    check: ({ file }) =>
      file.size > 0 || file.isLeftover || file.notAFile !== undefined || isMayBeEmpty(file.path)
        ? null
        : { message: 'the file is empty', found: '0 bytes' },
  },
  {
    code: 'NAME_BREAKS_PATTERN',
    title: 'Names follow the pattern of their place',
    why: 'Files are found by their names: a voxel spacing without its three decimals or a volume that is not named after its run is not found.',
    fix: 'Rename it to the pattern that the finding gives, or ingest the item again.',
    check: (unit) =>
      misplaced(unit, 'name').map(({ place, count }) => {
        const message = `the name does not fit its place${below(place.path, unit, count)}`;
        const expected = place.kind === 'name' ? place.expected.join(' or ') : undefined;
        return { path: place.path, ...issue(message, baseName(place.path), expected) };
      }),
  },
  {
    code: 'DIRECTORY_UNKNOWN',
    title: 'Every directory has a place in the layout',
    why: 'Users of the tree never find files in a directory that is not part of the layout.',
    fix: 'Move the files to the place of their kind, or remove the directory.',
    check: (unit) =>
      misplaced(unit, 'directory').map(({ place, count }) => ({
        path: place.path,
        message: `the layout has no such directory${below(place.path, unit, count)}`,
      })),
  },
  {
    code: 'FILE_UNKNOWN',
    title: 'Every file has a place in the layout',
    why: 'Users cannot find a file that is not part of the layout, and do not know what it is.',
    fix: 'Move the file to the place of its kind, or remove it. Replace a link by the file or directory that it should lead to.',
    check: (unit) => [
      ...misplaced(unit, 'file').map(({ place: { path } }) => {
        return { path, message: `the ${unit.layout} layout has no place for this file` };
      }),
      ...unit.unit.files.flatMap(({ path, notAFile }) =>
        notAFile === undefined || notAFile === 'unreadable'
          ? []
          : [{ path, message: notFiles[notAFile], expected: 'a file or directory' }],
      ),
    ],
  },
  {
    code: 'PATH_UNREADABLE',
    on: 'unreadable',
    title: 'Every file and directory can be read',
    why: 'What cannot be read was not checked, and users of the tree cannot read it either.',
    fix: 'Give its readers permission, or a name that every system accepts; else ingest it again.',
    check: ({ problem }) => issue('cannot be read', problem),
  },
  {
    code: 'DIRECTORY_EMPTY',
    severity: 'warning',
    title: 'No directory is empty',
    why: 'An empty directory is what an interrupted copy leaves; it may hide that something is missing.',
    fix: 'Ingest the run again if something belongs there; else remove the directory.',
    check: ({ emptyDirectories: paths }) =>
      paths.map((path) => ({ path, message: 'the directory is empty' })),
  },
  {
    code: 'DATASET_EMPTY',
    severity: 'warning',
    on: 'tree',
    title: 'Every dataset has files',
    why: 'A directory called like a dataset that has none, or only directories, is what an interrupted copy leaves.',
    fix: 'Ingest or copy the dataset again if something belongs there; else remove the directory.',
    check: ({ emptyDatasets: paths }) => paths.map((path) => ({ path, message: 'the dataset has no files' })),
  },
]);

/** Names that are not safe on every file system and in URLs; identifiers that are invalid or ambiguous. */
export const nameRules = defineRules('names', defaults, [
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

/** Messages for entries that are neither files nor directories. */
const notFiles: Readonly<Record<Exclude<NotAFile, 'unreadable'>, string>> = {
  'dangling-link': 'a link that leads nowhere',
  'circular-link': 'a link to a directory above it',
  'special-file': 'not a regular file',
};

/** Returns what is misplaced in one way: each file or directory once, however many files are below it. */
function misplaced({ unit, layout }: UnitContext, kind: Misplacement['kind']) {
  const isMisplaced = ({ template, isLeftover, notAFile }: TreeFile) =>
    template === null && !isLeftover && notAFile === undefined;
  const places = unit.files.filter(isMisplaced).map(({ path }) => explainMisplaced(path, layout));
  const ofKind = places.filter((place) => place.kind === kind);
  return [...groupBy(ofKind, ({ path }) => path).values()].map((same) => {
    return { place: same[0] as Misplacement, count: same.length };
  });
}

function below(path: string, { unit }: UnitContext, count: number): string {
  const isFile = unit.files.some((file) => file.path === path);
  return isFile ? '' : `; ${countOf(count, 'file')} below it`;
}

/** Ingest numbers items from 100. */
const smallestIdentifier = 100;

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
      const how = name.toLowerCase() === before.toLowerCase() ? 'case' : 'case or Unicode form';
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

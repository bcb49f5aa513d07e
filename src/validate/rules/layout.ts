import { groupBy } from '../../base/collections.js';
import { countOf } from '../../base/messages.js';
import { baseName } from '../../storage/keys.js';
import type { NotAFile } from '../../storage/storage.js';
import { explainMisplaced, type Misplacement } from '../../tree/layout/explain-misplaced.js';
import { isMayBeEmpty, type TreeFile } from '../../tree/tree-file.js';
import type { UnitContext } from '../contexts/files.js';
import { issue } from '../finding.js';
import { defineRules } from '../rule.js';

/** Files that the layout does not have. */
export const layoutRules = defineRules('layout', { severity: 'error', on: 'unit', needs: [] }, [
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
      ...misplaced(unit, 'file').map(({ place }) => ({
        path: place.path,
        message: `the ${unit.layout} layout has no place for this file`,
      })),
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
    check: ({ emptyDirectories }) =>
      emptyDirectories.map((path) => ({ path, message: 'the directory is empty' })),
  },
  {
    code: 'DATASET_EMPTY',
    severity: 'warning',
    on: 'tree',
    title: 'Every dataset has files',
    why: 'A directory called like a dataset that has none, or only directories, is what an interrupted copy leaves.',
    fix: 'Ingest or copy the dataset again if something belongs there; else remove the directory.',
    check: ({ emptyDatasets }) =>
      emptyDatasets.map((path) => ({ path, message: 'the dataset has no files' })),
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

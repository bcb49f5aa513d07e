import { isJsonObject, type JsonValue, numberAt, objectsAt, textAt, valueAt } from '../../base/json-value.js';
import { nameSome } from '../../base/messages.js';
import { labelsInLevels } from '../../tree/layout/path-templates.js';
import { levelShape, levelNames as levels } from '../../volume/chunk-grid.js';
import type { VolumeKind } from '../../volume/volume.js';
import { labelLists, labelOf, listedLabels } from '../../volume/zarr/group-metadata.js';
import {
  arrayKey,
  attributesKey,
  fileGridOf,
  groupKey,
  isChunkKey,
  v3Key,
} from '../../volume/zarr/write-metadata.js';
import type { ZarrContext, ZarrFiles } from '../contexts/acquisition.js';
import { type CheckResult, faultAt, faultsAt, issue, mismatch, type ReportedIssue } from '../finding.js';
import { defineRules } from '../rule.js';
import { shapeMismatch } from './volume.js';
import { dimensionFault, storageFaults, unknownKeys } from './zarr-storage.js';

const defaults = { severity: 'error', needs: ['header'], fix: 'Ingest the volume again.' } as const;
const dtypes: Readonly<Record<VolumeKind, readonly string[]>> = {
  tomogram: ['i1', 'i2', 'f4', 'f8'],
  tiltseries: ['i1', 'i2', 'f4', 'f8'],
  'semantic-mask': ['i1'],
  'instance-mask': ['u2'],
};

const mostNamed = 10;

/** Groups, attributes, levels and chunks of OME-Zarrs. */
export const zarrRules = defineRules('zarr', { ...defaults, on: 'zarr' }, [
  {
    code: 'ZARR_MEMBERS_WRONG',
    needs: [],
    title: 'A zarr holds its group, its attributes and three levels',
    why: 'Readers look for .zgroup and .zattrs, or zarr.json, and the levels 0, 1 and 2; anything else there is not part of the image.',
    check({ zarr }) {
      const isV3 = zarr.version === '0.5';
      const own = isV3 ? [v3Key] : [groupKey, attributesKey];
      const arrays = levels.map((level) => `${level}/${isV3 ? v3Key : arrayKey}`);
      const missing = [...own, ...arrays].filter((name) => !zarr.files.has(name));
      const expected = [...own, ...levels];
      const found = new Set([...zarr.files.keys()].map((path) => path.split('/')[0] as string));
      const surplus = [...found].filter((name) => !expected.includes(name));
      const files = (names: readonly string[]) => names.map((name) => ({ path: `${zarr.path}/${name}` }));
      return [
        ...faultsAt(files(missing), () => issue('missing in the zarr')),
        ...faultsAt(files(surplus), () => issue('not part of the zarr', undefined, expected.join(', '))),
      ];
    },
  },
  {
    code: 'ZARR_UNREADABLE',
    title: 'A zarr’s metadata can be read',
    why: '.zgroup, .zattrs and each .zarray, or each zarr.json, are JSON that readers need before any voxel.',
    check({ zarr: { group, attributes, levelAttributes, arrays } }) {
      const files = [group, attributes, ...levelAttributes, ...arrays.values()];
      return faultsAt(new Map(files.map((file) => [file.path, file])).values(), ({ problem }) => problem);
    },
  },
  {
    code: 'ZARR_FORMAT_WRONG',
    title: 'The zarr is of format 2 and OME-Zarr 0.4, or of format 3 and OME-Zarr 0.5',
    why: 'Readers decide by these numbers how to read the rest.',
    check({ zarr }) {
      const { group, arrays, attributes, version } = zarr;
      const isV3 = version === '0.5';
      const stated = textAt(attributes.value, ...(isV3 ? ['version'] : ['multiscales', 0, 'version']));
      const wanted = isV3 ? 3 : 2;
      const ofArrays = [...arrays.values()].map(({ path, value }) => ({
        path,
        value: value?.document ?? null,
      }));
      const otherVersion = mismatch(`not OME-Zarr ${version}`, stated ?? 'no version', version);
      const ofDocument = (document: JsonValue) =>
        mismatch(`not zarr format ${wanted}`, `${numberAt(document, 'zarr_format')}`, `${wanted}`);
      return [
        ...faultAt(attributes, attributes.value && otherVersion),
        ...faultAt(group, isV3 && group.value && v3GroupFaults(group.value, zarr)),
        ...faultsAt([group, ...ofArrays], ({ value }) => value && ofDocument(value)),
      ];
    },
  },
  {
    code: 'ZARR_PATHS_WRONG',
    title: 'The attributes list the levels 0, 1 and 2',
    why: 'Viewers open the levels that the attributes list, in that order.',
    check: ofAttributes((value) => {
      const paths = objectsAt(value, 'multiscales', 0, 'datasets').map((dataset) => textAt(dataset, 'path'));
      return mismatch('the levels listed are not 0, 1, 2', JSON.stringify(paths), JSON.stringify(levels));
    }),
  },
  {
    code: 'ZARR_AXES_WRONG',
    title: 'The axes are z, y and x, in ångström',
    why: 'Viewers take order and unit of the axes from here.',
    check: ofAttributes((value) => {
      const multiscales = valueAt(value, 'multiscales');
      const count = Array.isArray(multiscales) ? multiscales.length : 0;
      if (count !== 1) return issue('not one multiscale image', count, 1);
      const axes = objectsAt(multiscales, 0, 'axes');
      const found = axes.map(({ name, type, unit }) => `${name} ${type} ${unit}`).join(', ');
      const expected = ['z', 'y', 'x'].map((name) => `${name} space angstrom`).join(', ');
      return mismatch('the axes are not z, y, x of space in angstrom', found, expected);
    }),
  },
  {
    code: 'ZARR_DTYPE_WRONG',
    title: 'The type of the voxels suits the kind of volume',
    why: 'Semantic masks are int8, instance masks uint16, everything else a signed integer or a float.',
    check: ({ zarr, kind }) =>
      faultsAt(zarr.arrays.values(), ({ value }) => {
        if (value === null || dtypes[kind].includes(value.dtype.slice(1))) return null;
        const message = `not a type for the voxels of a volume of kind ${kind}`;
        return issue(message, value.dtype, dtypes[kind].join(' or '));
      }),
  },
  {
    code: 'ZARR_STORAGE_WRONG',
    title: 'Chunks are stored in the way the layout asks for',
    why: 'Chunks in C order, without filters, named with `/` and filled with 0 are what every reader of the tree relies on.',
    check: ({ zarr }) => [
      ...faultsAt(zarr.arrays.values(), ({ value }) => value && storageFaults(value, zarr.version)),
      ...faultsAt(zarr.levelAttributes, ({ value }) => dimensionFault(value)),
    ],
  },
  {
    code: 'ZARR_SHAPE_WRONG',
    title: 'Every level has the shape that the MRC and its number ask for',
    why: 'Level 0 is the MRC; each further level is half as large, rounded up.',
    check({ zarr, mrcShape, kind }) {
      const base = mrcShape ?? zarr.arrays.get('0')?.value?.shape ?? null;
      const whole = mrcShape === null ? 'level 0' : 'the size of the volume';
      return [...zarr.arrays].flatMap(([level, file]) => {
        const message = `the shape of level ${level} does not fit ${whole}`;
        const expected = base && levelShape(base, Number(level), kind);
        return faultAt(file, shapeMismatch(message, file.value?.shape, expected));
      });
    },
  },
  {
    code: 'ZARR_CHUNK_UNEXPECTED',
    title: 'Every file of a level is a chunk, or a shard, of its grid',
    why: 'A chunk outside the grid is never read; it shows that two volumes were written over each other.',
    *check({ zarr }) {
      for (const [level, { value }] of zarr.arrays) {
        if (value === null) continue;
        const { leadingAxes, separator, keyPrefix } = value;
        const grid = fileGridOf(value);
        const spell = (parts: readonly (string | number)[]) => `${keyPrefix}${parts.join(separator)}`;
        const names = grid.map((_, axis) => 'zyx'[axis - leadingAxes] ?? '0');
        const fault = issue('not a chunk of its level', undefined, `${spell(names)} below ${spell(grid)}`);
        for (const path of chunksOf(zarr, level)) {
          const isOfGrid = isChunkKey(value, path.slice(level.length + 1));
          if (!isOfGrid) yield { path: `${zarr.path}/${path}`, ...fault };
        }
      }
    },
  },
  {
    code: 'ZARR_LEVEL_EMPTY',
    title: 'Every level has chunks',
    why: 'A level without a single chunk reads as zeros. Chunks of zeros alone are left out, so that a volume of zeros has none.',
    fix: 'Ingest the volume again, from a source that has voxels other than 0.',
    check: (context) => emptyLevels(context).map((path) => ({ path, message: 'the level has no chunks' })),
  },
]);

/** The labels that instance masks list. */
export const labelRules = defineRules('zarr', { ...defaults, on: 'labels' }, [
  {
    code: 'LABELS_MISSING',
    title: 'An instance mask lists its labels',
    why: 'Viewers colour labels by the list in the attributes; without it the mask is one colour.',
    check: ofAttributes(
      (_, { zarr }) => labelValues(zarr).length === 0 && issue('no labels in image-label.colors'),
    ),
  },
  {
    code: 'LABELS_LISTS_DIFFER',
    title: 'The two lists of labels are equal, and a tree in the portal layout has the one for its readers',
    why: 'OME-NGFF lists labels at the top level of the attributes, the portal’s readers look in `multiscales[0].metadata`.',
    check: ofAttributes((value, { layout }) => {
      const { top, inLevels } = labelLists(value);
      if (top === null || (inLevels === null && !labelsInLevels[layout])) return null;
      const names = (labels: readonly JsonValue[]) => labels.map(String).sort();
      if (inLevels !== null && names(inLevels).join() === names(top).join()) return null;
      const message = 'image-label in multiscales[0].metadata does not list the labels of image-label';
      const found = inLevels === null ? 'none' : nameSome(names(inLevels), mostNamed);
      return issue(message, found, nameSome(names(top), mostNamed));
    }),
  },
  {
    code: 'LABELS_INVALID',
    title: 'Labels are distinct whole numbers above 0, and those that have properties',
    why: '0 is the background; a label that is listed twice or is not a whole number means nothing, and properties of a label that is not listed belong to no object.',
    check: ofAttributes((attributes, { zarr }) => {
      const values = labelValues(zarr);
      const listed = new Set(values);
      const described = objectsAt(attributes, 'image-label', 'properties').map(labelOf);
      const stray = described.find((label) => !listed.has(label));
      // Without a list, LABELS_MISSING says so.
      if (stray !== undefined && values.length > 0)
        return issue('a label with properties is not listed', JSON.stringify(stray));
      const wrong = values.filter((value) => !isLabel(value));
      if (listed.size < values.length)
        return issue('a label is listed twice', JSON.stringify(values.slice(0, 20)));
      const message = 'labels that are not whole numbers above 0';
      return wrong.length > 0 && issue(message, JSON.stringify(wrong.slice(0, 5)));
    }),
  },
  {
    code: 'LABELS_COUNT_WRONG',
    needs: ['metadata', 'header'],
    title: 'object_count is the number of labels',
    why: 'Users read the number of objects of a mask from the metadata.',
    fix: 'Ingest the annotation again.',
    check: ofAttributes((_, { zarr, objectCount }) => {
      const { length } = labelValues(zarr);
      const message = 'the number of labels is not the annotation’s object_count';
      return length > 0 && mismatch(message, length, objectCount);
    }),
  },
]);

/** Returns a check of the attributes of an OME-Zarr, whose faults are issues about that file; none if it is unreadable. */
export function ofAttributes<Context extends { readonly zarr: ZarrFiles }>(
  check: (value: JsonValue, context: Context) => CheckResult,
): (context: Context) => ReportedIssue[] {
  return (context) => {
    const { attributes } = context.zarr;
    return attributes.value === null ? [] : faultAt(attributes, check(attributes.value, context));
  };
}

/** Returns the labels in the attributes of an instance mask, as they are written. */
export function labelValues({ attributes }: ZarrFiles): readonly JsonValue[] {
  return attributes.value === null ? [] : listedLabels(attributes.value);
}

const isLabel = (value: JsonValue) => typeof value === 'number' && Number.isInteger(value) && value > 0;

/** Returns the labels of an instance mask as text; none if they are not distinct integers above 0. */
export function distinctLabels(zarr: ZarrFiles | null): string[] {
  const values = zarr === null ? [] : labelValues(zarr);
  return values.every(isLabel) && new Set(values).size === values.length ? values.map(String) : [];
}

/** Returns the first labels as a message shows them. */
export function firstLabels(labels: readonly string[]): string {
  return labels.slice(0, 20).join(', ');
}

/** Returns an issue of labels that are not those of a mask, in any order; null if these are unknown. */
export function otherLabels(message: string, found: readonly string[], expected: readonly string[]) {
  const sorted = (labels: readonly string[]) => [...labels].sort().join();
  if (expected.length === 0 || sorted(found) === sorted(expected)) return null;
  return issue(message, firstLabels(found), firstLabels(expected));
}

/** Returns the paths of the levels without chunks. Masks may have such levels. */
export function emptyLevels({ zarr, kind }: Pick<ZarrContext, 'zarr' | 'kind'>): string[] {
  if (kind === 'semantic-mask' || kind === 'instance-mask') return [];
  return [...zarr.arrays]
    .filter(([level, { value }]) => value !== null && chunksOf(zarr, level).length === 0)
    .map(([level]) => `${zarr.path}/${level}`);
}

/** Returns the paths of a level's chunks or shards, inside the OME-Zarr. */
export function chunksOf(zarr: ZarrFiles, level: string): string[] {
  // Levels may have attributes, which no reader requires.
  const names = zarr.version === '0.5' ? [v3Key] : [attributesKey, arrayKey];
  const others = names.map((name) => `${level}/${name}`);
  return [...zarr.files.keys()].filter((path) => path.startsWith(`${level}/`) && !others.includes(path));
}

/** Returns the sections of an OME-Zarr of which level 0 has no chunk; none if chunks have several sections. */
export function sectionsWithoutChunks(zarr: ZarrFiles | null): number[] {
  const array = zarr?.arrays.get('0')?.value;
  if (zarr === null || array == null || array.chunk[0] !== 1 || array.shard !== null) return [];
  const sectionOf = (path: string) =>
    Number(path.slice(2 + array.keyPrefix.length).split(array.separator)[array.leadingAxes]);
  const filled = new Set(chunksOf(zarr, '0').map(sectionOf));
  const blank = Array.from({ length: array.shape[0] }, (_, z) => z).filter((z) => !filled.has(z));
  return filled.size === 0 ? [] : blank;
}

function* v3GroupFaults(group: JsonValue, { arrays }: ZarrFiles) {
  yield mismatch('the image is not a group', JSON.stringify(valueAt(group, 'node_type') ?? null), '"group"');
  if (!isJsonObject(valueAt(group, 'attributes', 'ome')))
    yield issue('the attributes of the image are not below `ome`', undefined, 'attributes.ome');
  yield* unknownKeys(group, ['zarr_format', 'node_type', 'attributes', 'consolidated_metadata']);
  const facts = (each: JsonValue) => JSON.stringify([valueAt(each, 'shape'), valueAt(each, 'data_type')]);
  for (const [level, { value }] of arrays) {
    const copy = valueAt(group, 'consolidated_metadata', 'metadata', level);
    const message = `consolidated_metadata is not that of level ${level}`;
    if (copy !== undefined && value !== null) yield mismatch(message, facts(copy), facts(value.document));
  }
}

import { getOrMake } from '../../base/collections.js';
import { meshFormats } from '../../formats/mesh/mesh-formats.js';
import type { PointType } from '../../formats/points/point.js';
import { pointFormats } from '../../formats/points/point-formats.js';
import { tomogramStem } from '../../formats/points/row-filter.js';
import { isInCopick } from '../../formats/source-description.js';
import { baseName, parentKey } from '../../storage/keys.js';
import {
  type AnnotationShape,
  annotationShapeNames,
  annotationShapes,
  type ShapeRow,
} from '../../tree/entities/annotation-shapes.js';
import { projectOf } from '../choose-sources.js';
import type { Entry } from '../entries.js';
import { escapeRegex, literalGlob } from '../name-pattern.js';
import { type PlannedSource, runsOf, shownTemplate } from '../plan-sources.js';
import type { FileFacts } from '../read-facts.js';
import { round } from '../run-values.js';
import { list, map, placeholder, scalar, type YamlNode } from '../yaml-document.js';
import { oneOfEachClass } from './annotation-classes.js';
import { describe, metadataOf, uniqueId } from './annotation-names.js';
import { filterNode, relionListOf } from './source-nodes.js';
import { byFinest, largestOf, pixelNamed, type Spacings } from './tomograms.js';

function pointShape(type: PointType): AnnotationShape {
  const isOfType = ({ content }: ShapeRow) => content.kind === 'points' && content.type === type;
  return annotationShapeNames.find((name) => isOfType(annotationShapes[name])) ?? 'Point';
}

type ShapeOptions = Readonly<Record<string, YamlNode | null>>;

/** The shape of an annotation source, with its options. */
interface Shape {
  readonly name: AnnotationShape;
  readonly options: ShapeOptions;
  /**
   * Returns the options that depend on the voxel spacing in Å, null if it is unknown; `ratio` is its ratio to the
   * finest one of the run, `isOnly` is true if points can count no other voxels; `size` (x, y, z) is that of the largest
   * tomogram, in voxels.
   */
  at?(spacing: number | null, ratio: number, isOnly: boolean, size?: readonly number[]): ShapeOptions;
}

/** An annotation: groups of one name, of different shapes or of different runs. */
interface Annotation {
  readonly sources: PlannedSource[];
  /** Runs by kind of content; null: a table of all runs. */
  readonly kinds: Map<string, Set<string | null>>;
}

/** The facts that the sources of an annotation depend on. */
interface SourcePlace {
  readonly spacings: Spacings;
  readonly runs: readonly string[];
  /** Texts of the files of Dynamo and RELION that list tomograms, by their path below the prefix. */
  readonly lists: ReadonlyMap<string, string>;
  /** Globs of models of IMOD, which have the points of motive lists of PEET. */
  readonly models: readonly string[];
  /** Mesh that is shown at each point, if there is one. */
  readonly mesh: PlannedSource | null;
}

/**
 * Returns the annotations section, with one annotation per group of files. Files of one name and several shapes, such
 * as a mask and its mesh, are one annotation, and so are files of several formats, one for each run. Each is repeated
 * for every voxel spacing of its run.
 */
export function annotationSection(
  sources: readonly PlannedSource[],
  spacings: Spacings,
  runs: readonly string[],
  lists: ReadonlyMap<string, string>,
  entry: Entry,
): YamlNode {
  const ids = new Set<string>();
  const meshes = instanceMeshes(sources);
  const models = sources.flatMap(({ group, finder }) =>
    factsOf(group.facts)?.sniffed.format === 'mod' ? [finder.glob] : [],
  );
  const alone = sources
    .filter((source) => ![...meshes.values()].includes(source))
    .flatMap((source) => oneOfEachClass(source, entry));
  const described = (entry.file === undefined ? [] : (entry.points ?? [])).map((points) => {
    const named = { group: { template: points.id.replace('{run_name}', ' ') }, objectClass: points.name };
    const { byName } = spacings;
    const voxelSpacing = byName.size > 1 ? points.voxelSize.toFixed(3) : null;
    const source = map({
      [pointShape(points.isOriented ? 'orientedPoint' : 'point')]: map({
        file_format: scalar('cets'),
        filter_value: scalar(points.id, 'its id in the file'),
        glob_string: scalar(literalGlob(entry.file ?? '')),
        binning: scalar(points.voxelSize, 'Å a voxel: coordinates are in Å'),
      }),
      parent_filters: filterNode({ runs: points.runs, voxelSpacing }),
    });
    return map({ metadata: metadataOf(uniqueId(named, ids), named, entry), sources: list([source]) });
  });
  return list([
    ...groupShapes(alone).map(({ sources: of }) => {
      const [first] = of as [PlannedSource];
      const nodes = of.flatMap((source) =>
        sourcesOf(source, { spacings, runs, lists, models, mesh: meshes.get(source) ?? null }),
      );
      return map(
        { metadata: metadataOf(uniqueId(first, ids), first, entry), sources: list(nodes) },
        { comment: commentOn(of) },
      );
    }),
    ...described,
  ]);
}

/** Returns the names of an annotation's files, and those of others with the same points. */
function commentOn(sources: readonly PlannedSource[]): string {
  const copies = sources.flatMap(({ group }) => group.copies ?? []);
  const used = sources.map(({ group }) => shownTemplate(group.template)).join(' and ');
  return copies.length === 0 ? used : `${used}; the same points are in ${copies.join(', ')}`;
}

function groupShapes(sources: readonly PlannedSource[]): Annotation[] {
  const byStem = new Map<string, Annotation[]>();
  for (const source of sources) {
    const { kind } = annotationShapes[shapeOf(factsOf(source.group.facts)).name].content;
    const runs = source.group.files.map(({ run }) => run);
    const known = getOrMake(byStem, source.group.template.replace(/\.[^./]*$/, ''), () => []);
    const isFree = (taken: ReadonlySet<string | null>) =>
      !taken.has(null) && runs.every((run) => run !== null && !taken.has(run));
    const open = known.find(({ kinds }) => isFree(kinds.get(kind) ?? new Set()));
    const annotation: Annotation = open ?? { sources: [], kinds: new Map() };
    if (open === undefined) known.push(annotation);
    annotation.sources.push(source);
    for (const run of runs) getOrMake(annotation.kinds, kind, () => new Set<string | null>()).add(run);
  }
  const annotations = [...byStem.values()].flat();
  for (const { sources: of, kinds } of annotations) {
    if (of.length === kinds.size) continue;
    // What finds files of one shape is told apart by its runs.
    for (const [at, source] of of.entries())
      of[at] = { ...source, onlyRuns: source.onlyRuns ?? runsOf(source.group) };
  }
  return annotations;
}

/** Returns the meshes, by the oriented points of the same name, at whose positions they are shown. */
function instanceMeshes(sources: readonly PlannedSource[]): Map<PlannedSource, PlannedSource> {
  const called = ({ group }: PlannedSource) => describe(group.template).toLowerCase().replace(/s$/, '');
  const shape = (source: PlannedSource) => shapeOf(factsOf(source.group.facts)).name;
  const meshes = sources.filter(
    (source) => shape(source) === 'TriangularMesh' && source.finder.exceptions.size === 0,
  );
  const found = new Map<PlannedSource, PlannedSource>();
  for (const points of sources.filter((source) => shape(source) === 'OrientedPoint')) {
    const mesh = meshes.find((one) => called(one) === called(points) && /^[^*?[]*$/.test(one.finder.glob));
    if (mesh !== undefined && ![...found.values()].includes(mesh)) found.set(points, mesh);
  }
  return found;
}

/** Formats that number their tomograms. */
const numbering = ['dynamo_tbl', 'em_motl', 'stopgap_star'];
const tomogramWanted = (example: string) =>
  `number of the run's tomogram in the table, such as ${example}, a column of run_data_map.csv`;

/** Returns the options that select a run's rows of a table; none if every run has its own file. */
function filterOf(
  { group, objectClass }: PlannedSource,
  { runs, lists, models, spacings }: SourcePlace,
): ShapeOptions {
  const facts = factsOf(group.facts);
  const isShared = group.files.every(({ run }) => run === null);
  if (isShared && facts?.sniffed.format === 'deepfinder_xml')
    return {
      filter_value: placeholder(
        `${objectClass ?? ''}@ and ${tomogramWanted(`'${objectClass ?? ''}@{tomogram}'`)}`,
      ),
    };
  if (objectClass !== undefined) return { filter_value: scalar(objectClass, 'its name in the file') };
  if (facts?.sniffed.format === 'peet_motl') {
    const wanted = 'model (.mod) with the points, such as PEET/{run_name}.mod';
    const list = shownTemplate(group.template);
    const beside = models.filter((path) => parentKey(path) === parentKey(list));
    const [model = null] =
      [
        models,
        models.filter((path) => path === list.replace(/_initMOTL\.csv$/i, '.mod')),
        beside.filter((path) => baseName(path).includes(projectOf(list))),
      ].find(({ length }) => length === 1) ?? [];
    const isKnown = model !== null && !/[*?[]/.test(model);
    return { tomograms_path: isKnown ? scalar(model, 'its points') : placeholder(wanted) };
  }
  const isCentred = facts?.sniffed.format === 'relion5_star' && spacings.byName.size === 0;
  const sizes = isCentred ? relionListOf(lists, group.template, 'rlnTomoSizeX') : null;
  const sized =
    sizes === null ? {} : { tomograms_path: scalar(literalGlob(sizes), 'sizes of the tomograms') };
  // Its reader needs the number also in a list of one tomogram.
  if (!isShared && facts?.sniffed.format !== 'stopgap_star') return sized;
  if (numbering.includes(facts?.sniffed.format ?? '')) {
    const numbered = [...lists].filter(([path]) => path.endsWith('.doc'));
    const list = ownList(numbered, group.template);
    if (list === undefined || facts?.sniffed.format === 'stopgap_star')
      return { filter_value: placeholder(tomogramWanted("'{tomogram}'")) };
    const tomograms = scalar(list[0], 'numbers and files of the tomograms');
    // The first column of the list numbers the tomograms; a run may be called like one of these numbers.
    const paths = list[1].replace(/^\s*\d+\s/gm, '');
    const file = tomogramStem(filterValue(paths, runs) ?? '{run_name}');
    return { filter_value: scalar(file), tomograms_path: tomograms };
  }
  const filter = filterValue(facts?.text ?? '', runs);
  return { filter_value: filter === null ? null : scalar(filter), ...sized };
}

/** Returns the list of tomograms of a table: the only one, that of its name, or that of its directory. */
function ownList(lists: readonly (readonly [path: string, text: string])[], table: string) {
  const stem = (path: string) => path.replace(/\.[^./]*$/, '');
  const own = [
    lists,
    lists.filter(([path]) => stem(path) === stem(table)),
    lists.filter(([path]) => parentKey(path) === parentKey(table)),
  ];
  // A catalogue has a copy of the list.
  return own.find((some) => new Set(some.map(([, text]) => text)).size === 1)?.[0];
}

function sourcesOf(planned: PlannedSource, place: SourcePlace): YamlNode[] {
  const { spacings, mesh } = place;
  const { group, finder, onlyRuns } = planned;
  const { byName } = spacings;
  const isOfCopick = group.files.every(({ file }) => isInCopick(file.path, 'Meshes'));
  const shape = shapeOf(factsOf(group.facts), filterOf(planned, place), isOfCopick);
  const own = group.files.map(({ run }) => run);
  const having = [...byName].flatMap(([name, of]) =>
    own.some((run) => run === null || of.has(run)) ? [name] : [],
  );
  const stated = having.find((name) =>
    // A path may name it, as exports and copick do: `ribosome_13.480.tbl` is in its voxels.
    new RegExp(`(?<![\\d.])${escapeRegex(name)}(?![\\d.]*\\d)`).test(group.template),
  );
  const names = shape.name === 'InstanceSegmentation' ? having.slice(0, 1) : having;
  const variants =
    stated !== undefined
      ? [{ name: stated, finest: Number(stated), of: null }]
      : shape.at === undefined || names.length === 0
        ? [{ name: null, finest: 1, of: null }]
        : names.flatMap((name) => {
            const all = [...byFinest(spacings, name)];
            return all.map(([finest, of]) => ({ name, finest, of: all.length > 1 ? of : null }));
          });
  return variants.flatMap(({ name, finest, of }) => {
    const spacing = name === null ? null : Number(name);
    const counted = spacing === null ? null : pixelNamed(group.template, spacings);
    const isOnly = having.length < 2 || stated !== undefined || counted !== null;
    const ratio = (spacing ?? finest) / (counted ?? finest);
    const at = shape.at?.(spacing, ratio, isOnly, spacings.sizes.get(name ?? '')) ?? {};
    const within = (some: readonly string[] | null) =>
      of === null ? some : of.filter((run) => some === null || some.includes(run));
    const voxelSpacing = name !== null && byName.size > 1 ? name : null;
    const meshPath =
      mesh === null ? null : scalar(mesh.finder.glob, 'mesh that is shown at each point, in Å');
    const source = (glob: string, only: readonly string[] | null, notRuns: readonly string[]) =>
      map({
        [shape.name]: map({ ...shape.options, glob_string: scalar(glob), mesh_source_path: meshPath, ...at }),
        parent_filters: filterNode({ runs: only, notRuns, voxelSpacing }),
      });
    const special = [...finder.exceptions];
    const notRuns = special.map(([run]) => run);
    return [
      source(finder.glob, within(onlyRuns), notRuns),
      ...special
        .filter(([run]) => within(onlyRuns)?.includes(run) ?? true)
        .flatMap(([run, paths]) => paths.map((path) => source(literalGlob(path), [run], []))),
    ];
  });
}

function shapeOf(facts: FileFacts | null, filter: ShapeOptions = {}, isInAngstrom = false): Shape {
  const { kind, format } = facts?.sniffed ?? { kind: 'points', format: 'csv' };
  if (kind === 'mesh') {
    const isGroup = meshFormats.find(({ name }) => name === format)?.names !== undefined;
    return {
      name: isGroup ? 'TriangularMeshGroup' : 'TriangularMesh',
      options: {
        file_format: scalar(format),
        name: isGroup ? (filter.filter_value ?? placeholder('name of the mesh in the file')) : null,
      },
      at(spacing, ratio, _, size = []) {
        if (isInAngstrom && spacing !== null)
          return { scale_factor: scalar(round(1 / spacing, 9), `copick has meshes in Å: 1 / ${spacing}`) };
        const fits = (factor: number) =>
          size.every((length, axis) => (facts?.reach?.[axis] ?? 0) * factor <= length * (1 + protrusion));
        const unit = lengths.find(([length]) => spacing !== null && fits(length / spacing));
        if (spacing !== null && !fits(1 / ratio) && unit !== undefined) {
          const why = `assumed: the mesh is in ${unit[1]}, since its voxels would lie outside the tomogram`;
          return { scale_factor: scalar(round(unit[0] / spacing, 9), why) };
        }
        return { scale_factor: ratio === 1 ? null : scalar(round(1 / ratio, 9)) };
      },
    };
  }
  if (kind === 'volume') {
    // Voxels tell more than a header, which only an MRC has.
    const labels = facts?.volume?.labels ?? [];
    const [label = 1] = labels;
    const isInstances = labels.length > 1 || (labels.length === 0 && (facts?.volume?.range?.max ?? 1) > 1);
    const { sampleType = '', range = null } = facts?.volume ?? {};
    // The statistics of its header and its voxels, which are no labels, are those of probabilities.
    const isGraded = labels.length === 0 && sampleType.startsWith('float') && (range?.max ?? 2) <= 1;
    const several = 'if its labels are objects of different names, give each a SemanticSegmentationMask';
    return {
      name: isInstances ? 'InstanceSegmentationMask' : 'SemanticSegmentationMask',
      options: {
        file_format: scalar(facts?.volume?.format ?? 'auto', isInstances ? several : undefined),
        mask_label: isInstances || isGraded ? null : scalar(label, 'value of the voxels that count'),
        threshold: isGraded ? scalar(0.5, 'assumed: voxels with this value or a higher one count') : null,
        rescale: scalar(true, 'to the size of the tomogram, where it differs'),
      },
    };
  }
  const row = pointFormats.find(({ name }) => name === format);
  const held = (row?.types ?? []).filter((type) => type !== 'orientedPoint' || (facts?.isOriented ?? true));
  const usual = (['orientedPoint', 'point'] as const).find((type) => held.includes(type));
  return {
    name: pointShape(usual ?? held[0] ?? 'instancePoint'),
    options: {
      file_format: scalar(row?.name ?? 'auto'),
      ...filter,
      columns: facts?.order == null ? null : scalar(facts.order, 'as the header names them'),
    },
    at(spacing, ratio, isOnly) {
      const isInAngstrom = row?.isInAngstrom === true && row.name !== 'tardis';
      const unit = isInAngstrom ? 1 : pixelOf(spacing, facts?.pixelSizes ?? []);
      if (unit !== null && spacing === null)
        return { binning: placeholder(`voxel spacing in Å${unit === 1 ? '' : ` divided by ${unit}`}`) };
      const binning = round(unit === null || spacing === null ? ratio : spacing / unit, 7);
      const why = unit === null || unit === 1 ? '' : `: ${spacing} Å a voxel, ${unit} Å a pixel`;
      const isAssumed = unit === null && !isOnly;
      return {
        ...(isAssumed ? { file_format: scalar(row?.name ?? 'auto', assumedVoxels) } : {}),
        binning: binning === 1 ? null : scalar(binning, `coordinates are divided by it${why}`),
      };
    },
  };
}

/** Å of units in which programs write meshes, the usual one first. */
const lengths = [
  [1, 'Å'],
  [10, 'nm'],
] as const;
/** Part of a tomogram by which a mesh may protrude. */
const protrusion = 0.1;

const assumedVoxels = 'assumed: it counts voxels of the finest tomogram; if of another, correct each binning';

/** Returns the only pixel size of some, or the only one by which voxels are a whole number of pixels; else null. */
function pixelOf(spacing: number | null, sizes: readonly number[]): number | null {
  const isWhole = (ratio: number) => Math.abs(ratio - Math.round(ratio)) < 0.005 * ratio;
  const fits =
    sizes.length === 1 ? sizes : sizes.filter((size) => spacing !== null && isWhole(spacing / size));
  return fits.length === 1 ? (fits[0] ?? null) : null;
}

/** Returns how a table of all runs spells the name of one, as a template; null if it has none. */
function filterValue(text: string, runs: readonly string[]): string | null {
  const tokens = new Set(text.split(/[\s,]+/));
  for (const run of runs) {
    // TS_1 is not named by TS_11.
    const whole = new RegExp(`(?<!\\d)${escapeRegex(run)}(?!\\d)`);
    const found = [...tokens].filter((token) => whole.test(token)).sort((a, b) => a.length - b.length)[0];
    const parts = found?.split(whole).map((part) => part.replaceAll(/[{}]/g, '$&$&'));
    if (parts !== undefined) return parts.join('{run_name}');
  }
  return null;
}

/** Returns the facts of the file with the largest values, with the labels of all files. */
function factsOf(facts: ReadonlyMap<string, FileFacts>): FileFacts | null {
  const read = [...facts.values()].filter(({ sniffed }) => sniffed.kind !== 'unknown');
  const largest = (of: FileFacts) => of.volume?.range?.max ?? 0;
  const [first] = read.sort((a, b) => largest(b) - largest(a));
  if (first === undefined) return null;
  const reach = largestOf(read.flatMap((each) => (each.reach === null ? [] : [each.reach])));
  if (first.volume === null) return { ...first, reach };
  const labels = new Set(read.flatMap(({ volume }) => volume?.labels ?? []));
  return { ...first, volume: { ...first.volume, labels: [...labels].sort((a, b) => a - b) } };
}

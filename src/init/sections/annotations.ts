import { compareNaturally, getOrMake } from '../../base/collections.js';
import { isInCopick, isMultilabel } from '../../formats/source-description.js';
import { annotationShapes } from '../../tree/entities/annotation-shapes.js';
import { factsIn } from '../classify-group.js';
import type { Entry } from '../entries.js';
import { runsOf, runsWithin } from '../group-files.js';
import { escapeRegex, literalGlob } from '../name-pattern.js';
import { type PlannedSource, shownTemplate } from '../plan-sources.js';
import { largestWhole } from '../read-facts.js';
import { list, map, scalar, type YamlNode } from '../yaml-document.js';
import { describe, metadataOf, uniqueId } from './annotation-names.js';
import { factsOf, pointShape, shapeOf } from './annotation-shape.js';
import { filterNode, section } from './source-nodes.js';
import { filterOf, type SourcePlace } from './table-rows.js';
import { byFinest, pixelNamed, type Spacings } from './tomograms.js';

/** An annotation: groups of one name, of different shapes or of different runs. */
interface Annotation {
  readonly sources: PlannedSource[];
  /** Runs by kind of content; null: a table of all runs. */
  readonly kinds: Map<string, Set<string | null>>;
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
): YamlNode | null {
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
  return section([
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

/** Returns a source for each class of boxes or objects, each named mesh, and each object with a label in the files. */
function oneOfEachClass(source: PlannedSource, entry: Entry): PlannedSource[] {
  // The template is below the prefix, which may hold the directory of the runs.
  const isOfAll = source.group.files.every(({ file }) => isMultilabel(file.path));
  const objects = labelledObjects(source, (isOfAll ? entry.objects : namedObjects(source)) ?? []);
  if (objects.length > 0) return objects;
  const { facts, files } = source.group;
  const classesOf = (path: string) => facts.get(path)?.classes ?? [];
  const classes = [...new Set([...facts.keys()].flatMap(classesOf))].sort(compareNaturally);
  const isOfMeshes = factsIn([source.group]).some(({ sniffed }) => sniffed.kind === 'mesh');
  if (classes.length < (isOfMeshes ? 1 : 2)) return [source];
  return classes.map((objectClass) => {
    // A file that is too large to be read whole may have it.
    const having = files.filter(
      ({ file: { path, size } }) => size > largestWhole || classesOf(path).includes(objectClass),
    );
    const onlyRuns = having.length === files.length ? source.onlyRuns : runsOf({ files: having });
    return { ...source, objectClass, onlyRuns };
  });
}

/** Returns the objects that labels have by name in OME-Zarrs; null unless each is one label, and the same, in all. */
function namedObjects({ group }: PlannedSource): NonNullable<Entry['objects']> | null {
  const all = factsIn([group]).flatMap(({ volume }) => volume?.labelNames ?? []);
  const named = new Map(all.map((each) => [`${each.label} ${each.name}`, each]));
  // Instances of one class have its name, or numbers behind it.
  const names = new Set(all.map(({ name }) => name.replace(/[\s_.-]*\d+$/, '')));
  const labels = new Set(all.map(({ label }) => label));
  return names.size === named.size && labels.size === named.size ? [...named.values()] : null;
}

/** Returns a source for each object of a project with a label, if voxels of the masks have it; labels may be unread. */
function labelledObjects(source: PlannedSource, objects: NonNullable<Entry['objects']>): PlannedSource[] {
  const facts = [...source.group.facts];
  const there = new Set(facts.flatMap(([, { volume }]) => volume?.labels ?? []));
  return objects.flatMap(({ name, label }) => {
    if (label === undefined || (there.size > 0 && !there.has(label))) return [];
    const own = facts.map(([file, each]) => {
      const volume = each.volume && { ...each.volume, labels: [label] };
      return [file, { ...each, volume }] as const;
    });
    return { ...source, objectClass: name, group: { ...source.group, facts: new Map(own) } };
  });
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

function sourcesOf(planned: PlannedSource, place: SourcePlace): YamlNode[] {
  const { spacings, mesh } = place;
  const { group, finder, onlyRuns } = planned;
  const { byName } = spacings;
  const isOfCopick = group.files.every(({ file }) => isInCopick(file.path, 'Meshes'));
  const shape = shapeOf(factsOf(group.facts), filterOf(planned, place), isOfCopick);
  const own = runsWithin([group]);
  const isOwn = (run: string) => own.has(null) || own.has(run);
  const having = [...byName].flatMap(([name, of]) => ([...of].some(isOwn) ? [name] : []));
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
            const all = [...byFinest(spacings, name)].filter(([, of]) => of.some(isOwn));
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

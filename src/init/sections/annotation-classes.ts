import { compareNaturally } from '../../base/collections.js';
import { isMultilabel } from '../../formats/source-description.js';
import { factsIn } from '../classify-group.js';
import type { Entry } from '../entries.js';
import { runsOf } from '../group-files.js';
import type { PlannedSource } from '../plan-sources.js';
import { largestWhole } from '../read-facts.js';

/**
 * Returns a source for each class of the boxes of EMAN2 or objects of DeepFinder, whose files have several, for each
 * name in files of named meshes, and for each object in a mask of all objects of a copick project, or of labels that
 * have names.
 */
export function oneOfEachClass(source: PlannedSource, entry: Entry): PlannedSource[] {
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

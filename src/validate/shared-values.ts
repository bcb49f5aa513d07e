// Values on which files agree: identifiers of authors in a deposition, and what one entry gives to the runs of a dataset.

import { commonStart, getOrMake, groupBy } from '../base/collections.js';
import { type JsonObject, type JsonValue, numberAt, objectsAt, textAt, valueAt } from '../base/json-value.js';
import { countOf } from '../base/messages.js';
import { compareCodePoints } from '../storage/keys.js';
import { parseAnyPath } from '../tree/layout/parse-path.js';
import { isOrcid, isRor, wrongIdentifier } from '../tree/metadata/common.js';
import { objectNameKey, termFault } from '../tree/metadata/known-terms.js';
import type { JsonContext } from './contexts/files.js';
import { issue, type ReportedIssue } from './finding.js';

/** By value: the number of files that have it, and the first of them by path. */
type Values<File> = Map<string, { count: number; first: File }>;

function noteFile<File extends { readonly path: string }>(values: Values<File>, value: string, file: File) {
  const files = getOrMake(values, value, () => ({ count: 0, first: file }));
  files.count += 1;
  // Runs are checked in parallel and finish in any order.
  if (compareCodePoints(file.path, files.first.path) < 0) files.first = file;
}

/** Identifiers of authors that are the same in all of a deposition; null if invalid, which other rules report. */
const identifiers = {
  ORCID: (id: string) => (isOrcid(id) === true ? id : null),
  affiliation_identifier: (id: string) =>
    isRor(id) === true ? id.toLowerCase().replace(/^.*ror\.org\/|\/$/g, '') : null,
};

/** A fact `of` an author or object; `scope` is the deposition or dataset in which it is the same, `id` its value in one spelling. */
type Fact = Readonly<Record<'of' | 'key' | 'id' | 'text', string> & { scope: string | number | null }>;

/** Collects facts that are the same in all files of a scope. */
export class SharedFacts {
  /** The files with a fact, by scope and its owner, and by key. */
  readonly #files = new Map<string, Values<{ readonly path: string; readonly text: string }>>();

  constructor(private readonly factsOf: (json: JsonContext) => readonly Fact[]) {}

  note(json: JsonContext): void {
    const own = new Map(this.factsOf(json).map((fact) => [JSON.stringify(fact), fact]));
    for (const { scope, of, key, id, text } of own.values()) {
      const files = getOrMake(this.#files, JSON.stringify([scope, of, key]), () => new Map());
      noteFile(files, id, { path: json.path, text });
    }
  }

  /** Returns what differs from most other files, each with its first file. */
  get different(): ReportedIssue[] {
    return [...this.#files].flatMap(([whose, ids]) => {
      const [, name, key] = JSON.parse(whose) as readonly unknown[];
      const [most, ...others] = [...ids]
        .map(([, { count, first }]) => ({
          count,
          path: first.path,
          text: `${first.text} in ${countOf(count, 'file')}`,
        }))
        .sort((a, b) => b.count - a.count || compareCodePoints(a.path, b.path));
      const message = `${key} of ${name} differs between files`;
      return others.map(({ path, text }) => ({ path, ...issue(message, text, most?.text) }));
    });
  }
}

/** Returns what metadata say of their authors. Names or ORCIDs that they have several times are left out. */
export function authorFacts({ value }: JsonContext): Fact[] {
  const authors = objectsAt(value, 'authors').map((author) => ({
    name: textAt(author, 'name'),
    facts: factsOf(author),
  }));
  return authors.flatMap((own) =>
    own.facts.flatMap((fact) => {
      const isAlso = ({ name, facts }: typeof own) => [name, ...facts.map(({ of }) => of)].includes(fact.of);
      if (authors.some((other) => other !== own && isAlso(other))) return [];
      return { scope: numberAt(value, 'deposition_id'), ...fact };
    }),
  );
}

/** Ontologies with one identifier an object; a protein has many structures and sequences. */
const ontologies = /^(?:GO|CL|UBERON|CHEBI|CDPO):/;

/** Returns how an annotation or list of objects names and identifies its objects, but for what other rules report. */
export function objectFacts(json: JsonContext): Fact[] {
  // Annotations may call an object otherwise than a table of the depositor.
  const key = json.kind === 'identified_objects' ? 'name in lists' : 'name';
  // And so may a later deposition of annotations.
  const scope = `${json.dataset} ${numberAt(json.value, 'deposition_id')}`;
  return objectsOf(json).flatMap(({ id, name: text }) => {
    const ontology = ontologies.exec(id ?? '')?.[0];
    const name = text?.trim().toLowerCase();
    if (ontology === undefined || !id || !name) return [];
    // Other rules report identifiers of other known objects, and those without the form of their ontology.
    if (termFault('object', id, name) !== null || wrongIdentifier(id) !== null) return [];
    const known = objectNameKey(id, name);
    return [
      { scope: json.dataset, of: name, key: `identifier (${ontology})`, id, text: id },
      ...(known === null ? [] : [{ scope, of: id, key, id: known, text: name }]),
    ];
  });
}

/** Returns the object of an annotation, or those of a list of objects. */
export function objectsOf({ kind, value }: JsonContext) {
  const objectAt = (at: string, object: JsonValue | undefined, prefix: '' | 'object_') => {
    return { at, id: textAt(object, `${prefix}id`), name: textAt(object, `${prefix}name`) };
  };
  if (kind === 'annotation_metadata')
    return [objectAt('annotation_object', valueAt(value, 'annotation_object'), '')];
  if (kind !== 'identified_objects') return [];
  return objectsAt(value).map((row, index) => objectAt(`row ${index}`, row, 'object_'));
}

/** Returns identifiers `of` the name of an author, and the name of its ORCID; `id` is the same in another spelling. */
function factsOf(author: JsonObject) {
  const name = textAt(author, 'name');
  if (name === null) return [];
  const known = Object.entries(identifiers).flatMap(([key, plain]) => {
    const id = plain(textAt(author, key)?.trim() ?? '');
    return id === null ? [] : { of: name, key, id, text: id };
  });
  const named = known.filter(({ key }) => key === 'ORCID');
  return [...known, ...named.map(({ id }) => ({ of: id, key: 'name', id: initialsOf(name), text: name }))];
}

/** Returns the initials of given and family name, in either order: the names between may be shortened or left out. */
function initialsOf(name: string): string {
  const words =
    name
      // The family name may come first, with a comma.
      .replace(/^([^,]*),(.*)$/, '$2 $1')
      .normalize('NFD')
      .toLowerCase()
      .replaceAll(/[øœłđðæ]/g, (letter) => plainLetters[letter] ?? letter)
      .match(/\p{L}[^\s,]*/gu) ?? [];
  return [words.at(0)?.[0] ?? '', words.at(-1)?.[0] ?? ''].sort().join('');
}

/** Letters that have no accent to take off, and how names are written without them. */
const plainLetters: Readonly<Record<string, string>> = { ø: 'o', œ: 'o', ł: 'l', đ: 'd', ð: 'd', æ: 'a' };

/**
 * What one entry of a configuration gives to all runs, by kind of document: keys that tell entries apart, and keys that none of
 * the portal's configurations, or one in thirty, fills in from a table of runs. `others`, where nothing names
 * an entry, are keys that are not reported: a file that differs in two values is of an entry for its run alone.
 */
const shared: Readonly<Record<string, readonly [entry: string, keys: string, others?: string]>> = {
  frames_metadata: ['', 'is_gain_corrected'],
  tiltseries_metadata: [
    '',
    'acceleration_voltage spherical_aberration_constant camera microscope microscope_optical_setup tilting_scheme',
    'pixel_spacing is_aligned data_acquisition_software tilt_step binning_from_frames related_empiar_entry',
  ],
  alignment_metadata: ['format', 'method_type alignment_type is_portal_standard', 'tilt_offset'],
  tomogram_metadata: [
    'voxel_spacing processing processing_software reconstruction_method',
    'authors dates ctf_corrected tomogram_version',
  ],
  annotation_metadata: [
    'annotation_ingest_id',
    'annotation_object annotation_method annotation_software method_type version dates authors confidence ground_truth_status is_curator_recommended',
  ],
};

/** The number of files from which on one of them is the exception. */
const fewest = 3;
/** Characters of a value that a message shows, half of them before the first that differs. */
const shown = 80;

/** Collects values that are the same in all runs of a dataset. */
export class SharedValues {
  /**
   * The files with a value, by dataset, entry and key. Null where the values tell nothing: three differ, or one run has
   * two of them and thus two entries that look alike.
   */
  readonly #values = new Map<string, Values<{ readonly path: string }> | null>();

  /** Notes the documents of one run. */
  note(documents: Iterable<JsonContext>): void {
    const ofRun = new Map<string, string>();
    const placed = [...documents].map((document) => ({
      ...document,
      spacing: parseAnyPath(document.path)?.variables.voxel_spacing ?? null,
    }));
    const spacings = new Map<string, Set<string | null>>();
    for (const { kind, spacing } of placed) getOrMake(spacings, kind, () => new Set()).add(spacing);
    for (const { kind, value, path, dataset, spacing } of placed) {
      const [entry = '', keys = '', others = ''] = value === null ? [] : (shared[kind] ?? []);
      const own = entry.split(' ').map((key) => textAt(value, key) ?? numberAt(value, key));
      // What names no entry is not from an ingest: its entries cannot be told apart.
      if (entry !== '' && !own.some(Boolean)) continue;
      // One entry may be published at several voxel spacings; runs that have one each are compared whatever it is.
      const at = (spacings.get(kind)?.size ?? 0) > 1 ? spacing : null;
      for (const key of `${keys} ${others}`.split(' ').filter(Boolean)) {
        const whose = JSON.stringify([key, kind, dataset, numberAt(value, 'deposition_id'), at, ...own]);
        const values = getOrMake(this.#values, whose, () => new Map());
        if (values === null) continue;
        const text = JSON.stringify(valueAt(value, key) ?? null);
        noteFile(values, text, { path });
        const isOne = getOrMake(ofRun, whose, () => text) === text;
        if (!isOne || values.size > 2) this.#values.set(whose, null);
      }
    }
  }

  /** Returns the values of one file that differ from that of all others. */
  get exceptions(): ReportedIssue[] {
    const found = [...this.#values].flatMap(([whose, values]) => {
      const [key, kind] = JSON.parse(whose);
      const [other, usual] = [...(values ?? [])].sort(([, a], [, b]) => a.count - b.count);
      if (other === undefined || usual === undefined) return [];
      const [[found, { count, first }], [expected, { count: others }]] = [other, usual];
      if (count > 1 || count + others < fewest) return [];
      const start = Math.max(0, commonStart(found, expected) - shown / 2);
      const [own, theirs] = [found, expected].map((text) => text.slice(start, start + shown));
      const message = `${key} differs from that of the ${others} others of its entry`;
      return { key, kind, fault: { ...first, ...issue(message, own, theirs) } };
    });
    const perFile = groupBy(found, ({ fault }) => fault.path);
    return found.flatMap(({ key, kind, fault }) => {
      const [, keys = '', others] = shared[kind] ?? [];
      const isOfOther = others !== undefined && (perFile.get(fault.path)?.length ?? 0) > 1;
      return isOfOther || !keys.split(' ').includes(key) ? [] : fault;
    });
  }
}

import { Float } from '../../base/float.js';
import { type Entry, saysOf } from '../entries.js';
import { knownOr } from '../instruments.js';
import { type PlannedSource, shownTemplate } from '../plan-sources.js';
import { alias, map, scalar, type YamlNode } from '../yaml-document.js';

/** The files or the object that an annotation is named after. */
interface NamedGroup {
  readonly group: Pick<PlannedSource['group'], 'template' | 'object'>;
  readonly objectClass?: string;
}

/** Objects of many depositions by words in file names, as the Gene Ontology names them. */
const objects = [
  [/ribosom|80s|70s/, 'cytosolic ribosome', 'GO:0022626'],
  [/nuclear.?envelope/, 'nuclear envelope', 'GO:0005635'],
  [/nuclear.?pore|\bnpc/, 'nuclear pore', 'GO:0005643'],
  [/plasma.?membrane/, 'plasma membrane', 'GO:0005886'],
  [/mitochondri/, 'mitochondrion', 'GO:0005739'],
  [/microtubul/, 'microtubule', 'GO:0005874'],
  [/actin/, 'actin filament', 'GO:0005884'],
  [/proteasom/, 'proteasome complex', 'GO:0000502'],
  [/nucleosom/, 'nucleosome', 'GO:0000786'],
  [/thylakoid/, 'thylakoid', 'GO:0009579'],
  [/lysosom/, 'lysosome', 'GO:0005764'],
  [/lipid.?droplet/, 'lipid droplet', 'GO:0005811'],
  [/golgi/, 'Golgi apparatus', 'GO:0005794'],
  [/endoplasmic.?reticul/, 'endoplasmic reticulum', 'GO:0005783'],
  [/ferritin/, 'ferritin complex', 'GO:0070288'],
  [/membrane|membrain|memb\b|tomosegmem|\btv\b/, 'membrane', 'GO:0016020'],
  [/vesicle/, 'vesicle', 'GO:0031982'],
] as const;

const automated = [
  [/\bmatching\b|pytom|gapstop/, 'Template matching'],
  [/membrain/, 'Segmentation with MemBrain-seg'],
  [/tomosegmem|\btv\b/, 'Segmentation by tensor voting with TomoSegMemTV'],
  [/cryolo|deepict|deepfinder|tardis/, 'Prediction by a neural network'],
] as const;

/** Returns the metadata of an annotation, after words in its names, or as a description of the source says. */
export function metadataOf(id: string, { group, objectClass }: NamedGroup, entry: Entry): YamlNode {
  const words = `${shownTemplate(group.template)} ${objectClass ?? group.object ?? ''}`
    .toLowerCase()
    .replaceAll('_', ' ');
  const wholeWords = (text: string) => ` ${(text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? []).join(' ')} `;
  const named = wholeWords(words);
  const [longest] = (entry.objects ?? [])
    .filter((object) => named.includes(wholeWords(object.name)))
    .sort((a, b) => b.name.length - a.name.length);
  const said = entry.objects?.find(({ name }) => name === objectClass) ?? longest;
  const guessedFrom = said?.name.toLowerCase() ?? words;
  const [, guessed, guessedTerm] = objects.find(([pattern]) => pattern.test(guessedFrom)) ?? [];
  const [, method] = automated.find(([pattern]) => pattern.test(words)) ?? [];
  const byName = 'after the names of the files';
  const from = (value: string | undefined, source = byName) =>
    value === undefined ? null : ([value, source] as const);
  const says = said && saysOf(entry, 'objects');
  return map({
    annotation_ingest_id: scalar(id),
    annotation_object: map({
      name: knownOr(
        from(said?.name ?? guessed, says),
        'name of the object as the ontology gives it, such as cytosolic ribosome',
      ),
      id: knownOr(
        from(said?.id ?? guessedTerm, said?.id && says),
        'GO, UniProtKB, UBERON, CHEBI, CDPO, CL or PDB id, such as GO:0022626',
      ),
      description: scalar(objectClass ?? describe(group.template)),
    }),
    annotation_method: knownOr(from(method), 'how it was made, such as Template matching'),
    annotation_software: scalar(null, 'software that made it, if known'),
    method_type: knownOr(from(method && 'automated'), 'manual, automated, hybrid or simulated'),
    ground_truth_status: scalar(false),
    is_curator_recommended: scalar(false),
    version: scalar(new Float(1)),
    authors: alias('authors'),
    dates: alias('dates'),
  });
}

/** Returns the words of the file name, or of its directories, without the run. */
export function describe(template: string): string {
  const segments = shownTemplate(template).split('/').reverse();
  for (const segment of segments) {
    const words = segment
      .replace(/(?:\.[A-Za-z]\w{0,7})+$/, '')
      .replaceAll('{run_name}', ' ')
      .replace(/[^\p{L}\p{N}]+/gu, ' ')
      .trim();
    if (/\p{L}{3}/u.test(words)) return words.slice(0, 50);
  }
  return 'annotation';
}

/** Returns an `annotation_ingest_id` that none of `ids` is, and adds it to them. */
export function uniqueId({ group, objectClass }: NamedGroup, ids: Set<string>): string {
  const stem = (objectClass ?? describe(group.template)).toLowerCase().replace(/[^a-z0-9]+/g, '-');
  let id = `${stem}-1`;
  for (let number = 2; ids.has(id); number++) id = `${stem}-${number}`;
  ids.add(id);
  return id;
}

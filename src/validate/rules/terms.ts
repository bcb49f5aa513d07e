import { numberAt, objectsAt, textAt, valueAt } from '../../base/json-value.js';
import { wrongIdentifier } from '../../tree/metadata/common.js';
import { speciesOfTerm, termFault } from '../../tree/metadata/known-terms.js';
import type { JsonContext } from '../contexts/files.js';
import { faultAt, faultsIn, issue, repeatsOf } from '../finding.js';
import { defineRules } from '../rule.js';
import { objectsOf } from '../shared-values.js';

const defaults = { severity: 'warning', on: 'identifiedObjects', needs: ['metadata'] } as const;

/** Objects and organisms: their identifiers, and the rows of lists of objects. */
export const termRules = defineRules('terms', defaults, [
  {
    code: 'OBJECT_ID_OTHER',
    on: 'json',
    title: 'The identifier of an object belongs to its name',
    why: 'Searches go by the identifier; that of another object hides the annotation and shows it where it does not belong. Names and identifiers that the portal’s data do not have are not compared.',
    fix: 'Correct id or name of annotation_object in the configuration, or the table of objects.',
    more: 'objects',
    check: (json) =>
      objectsOf(json).flatMap(({ at, id, name }) =>
        faultsIn(at, id !== null && name !== null && termFault('object', id, name)),
      ),
  },
  {
    code: 'OBJECT_IDS_DIFFER',
    on: 'tree',
    title:
      'An object has the same identifier of an ontology in all of a dataset, and an identifier the same name',
    why: 'Searches go by the identifier; they find only one of two annotations of the same object, and show two objects as one. Terms that hold for many objects, such as membrane, may have several names, and a list others than the annotations.',
    fix: 'Correct id or name of annotation_object in the configuration, or the table of objects.',
    check: ({ objects }) => objects,
  },
  {
    code: 'OBJECTS_ID_MALFORMED',
    title: 'Identifiers in a list of objects have the form of their ontology',
    why: 'Links and searches go by the identifier; one with a digit too few leads nowhere, and so does one without its ontology.',
    fix: 'Correct the table at the source and ingest the list again.',
    more: 'identifiers',
    check({ objects }) {
      const faults = objectsAt(objects?.value).map((row, index) => {
        const id = String(valueAt(row, 'object_id') ?? '').trim();
        const expected = wrongIdentifier(id);
        return expected !== null && issue(`row ${index}: invalid object_id`, id, expected);
      });
      return faultAt(objects, faults);
    },
  },
  {
    code: 'OBJECTS_NAME_MISSING',
    title: 'Each row of a list of objects names its object',
    why: 'A row without a name says that something was found, and not what.',
    fix: 'Correct the table at the source and ingest the list again.',
    more: 'rows',
    check({ objects }) {
      const faults = objectsAt(objects?.value).map((row, index) => {
        const name = valueAt(row, 'object_name');
        const isNamed = name === undefined || (name !== null && String(name).trim() !== '');
        return !isNamed && issue(`row ${index} has no object_name`, JSON.stringify(name));
      });
      return faultAt(objects, faults);
    },
  },
  {
    code: 'ORGANISM_ID_OTHER',
    on: 'json',
    title: 'Identifiers belong to the organism, and to terms of the sample that have a name',
    why: 'Searches go by the identifier; that of another organism hides the dataset, and so does a stage or tissue of the ontology of another species. Identifiers that the portal’s data do not have are not compared, nor are names that resemble none of theirs.',
    fix: 'Correct organism, or the term of the sample, in the configuration and write the metadata again with `--metadata-only`.',
    check: otherOrganism,
  },
  {
    code: 'OBJECTS_ROW_TWICE',
    title: 'A list of identified objects has each row once',
    why: 'Whoever counts the rows counts the object twice.',
    fix: 'Remove the duplicate row from the table at the source and ingest the list again.',
    check({ objects }) {
      const rows = objectsAt(objects?.value).map((row, index) => ({ index, text: JSON.stringify(row) }));
      const [repeat] = repeatsOf(rows, ({ text }) => text);
      if (repeat === undefined) return null;
      const { item, first } = repeat;
      return faultAt(objects, issue(`row ${item.index} is row ${first.index} again`, item.text));
    },
  },
]);

const sampleTerms = 'assay cell_component cell_strain cell_type development_stage disease tissue'.split(' ');
/** Names and identifiers of what is not known; 32644 is the taxon of organisms that nobody identified. */
const unstated = /^(?:not_reported|unknown|32644)$/;

/** PATO calls this term `normal`. */
const noDisease = 'PATO:0000461';

function otherOrganism({ kind, value }: JsonContext) {
  const taxon = numberAt(value, 'organism', 'taxonomy_id');
  if (kind !== 'dataset_metadata') return null;
  return ['organism', ...sampleTerms].map((key) => {
    const isOrganism = key === 'organism';
    const id = isOrganism ? taxon?.toString() : textAt(value, key, 'id');
    const name = textAt(value, key, 'name');
    if (id == null) return null;
    // A strain may have a name alone; an empty identifier is none.
    if (name !== null && unstated.test(name) && id !== '' && !unstated.test(id))
      return issue(`${key}: an identifier, and no name`, `${name}, ${id}`);
    if (isOrganism) return name !== null && termFault('organism', id, name);
    if (key === 'disease' && name === 'normal' && id !== '' && id !== noDisease && !unstated.test(id))
      return issue('disease: normal, and the identifier of a disease', id, noDisease);
    const isOther = taxon !== null && (speciesOfTerm(id) ?? taxon) !== taxon;
    return isOther && issue(`${key}: a term of another species`, id, `a term for organism ${taxon}`);
  });
}

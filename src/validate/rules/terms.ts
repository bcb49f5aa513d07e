import { numberAt, objectsAt, textAt, valueAt } from '../../base/json-value.js';
import { wrongIdentifier } from '../../tree/metadata/common.js';
import { termFault } from '../../tree/metadata/known-terms.js';
import type { JsonContext } from '../contexts/files.js';
import type { IdentifiedObjectsContext } from '../contexts/reconstructions.js';
import { faultAt, type ReportedIssue, spellOut } from '../finding.js';
import { defineRules } from '../rule.js';

const defaults = { severity: 'warning', needs: ['metadata'] } as const;

/** Objects and organisms: their identifiers, and the rows of lists of objects. */
export const termRules = defineRules('terms', defaults, [
  {
    code: 'OBJECT_ID_OTHER',
    on: 'json',
    title: 'The identifier of an object belongs to its name',
    why: 'Searches go by the identifier; that of another object hides the annotation and shows it where it does not belong. Names and identifiers that the portal’s data do not have are not compared.',
    fix: 'Correct id or name of annotation_object in the configuration, or the table of objects.',
    check: otherObjects,
  },
  {
    code: 'OBJECTS_ID_MALFORMED',
    on: 'identifiedObjects',
    title: 'Identifiers in a list of objects have the form of their ontology',
    why: 'Links and searches go by the identifier; one with a digit too few leads nowhere.',
    fix: 'Correct the table at the source and ingest the list again.',
    check: malformedIds,
  },
  {
    code: 'OBJECTS_NAME_MISSING',
    on: 'identifiedObjects',
    title: 'Each row of a list of objects names its object',
    why: 'A row without a name says that something was found, and not what.',
    fix: 'Correct the table at the source and ingest the list again.',
    check({ objects }) {
      const issues = objectsAt(objects?.value).flatMap((row, index) => {
        const name = valueAt(row, 'object_name');
        const isNamed = name === undefined || (name !== null && String(name).trim() !== '');
        const found = JSON.stringify(name ?? null);
        return faultAt(objects, isNamed ? null : { message: `row ${index} has no object_name`, found }) ?? [];
      });
      return spellOut(issues, 'rows');
    },
  },
  {
    code: 'ORGANISM_ID_OTHER',
    on: 'json',
    title: 'The taxonomy identifier belongs to the organism',
    why: 'Searches go by the identifier; that of another organism hides the dataset. Names and identifiers that the portal’s data do not have are not compared.',
    fix: 'Correct organism in the configuration and write the metadata again with `--metadata-only`.',
    check({ kind, value }) {
      const id = numberAt(value, 'organism', 'taxonomy_id');
      const name = textAt(value, 'organism', 'name');
      if (kind !== 'dataset_metadata' || id === null || name === null) return null;
      return termFault('organism', `${id}`, name);
    },
  },
  {
    code: 'OBJECTS_ROW_TWICE',
    on: 'identifiedObjects',
    title: 'A list of identified objects has each row once',
    why: 'Whoever counts the rows counts the object twice.',
    fix: 'Remove the duplicate row from the table at the source and ingest the list again.',
    check({ objects }) {
      const rows = objectsAt(objects?.value).map((row) => JSON.stringify(row));
      const seen = new Map<string, number>();
      for (const [index, row] of rows.entries()) {
        const before = seen.get(row);
        if (before !== undefined)
          return faultAt(objects, { message: `row ${index} is row ${before} again`, found: row });
        seen.set(row, index);
      }
      return null;
    },
  },
]);

function malformedIds({ objects }: IdentifiedObjectsContext): ReportedIssue[] {
  const issues = objectsAt(objects?.value).flatMap((row, index) => {
    const id = textAt(row, 'object_id')?.trim() ?? '';
    const expected = wrongIdentifier(id);
    const message = `row ${index}: object_id has not the form of its ontology`;
    return faultAt(objects, expected === null ? null : { message, found: id, expected }) ?? [];
  });
  return spellOut(issues, 'identifiers');
}

function otherObjects({ kind, value }: JsonContext): ReportedIssue[] {
  const objects =
    kind === 'annotation_metadata'
      ? [
          {
            at: 'annotation_object',
            id: textAt(value, 'annotation_object', 'id'),
            name: textAt(value, 'annotation_object', 'name'),
          },
        ]
      : kind === 'identified_objects'
        ? objectsAt(value).map((row, index) => ({
            at: `row ${index}`,
            id: textAt(row, 'object_id'),
            name: textAt(row, 'object_name'),
          }))
        : [];
  const issues = objects.flatMap(({ at, id, name }): ReportedIssue[] => {
    const fault = id === null || name === null ? null : termFault('object', id, name);
    return fault === null ? [] : [{ ...fault, message: `${at}: ${fault.message}` }];
  });
  return spellOut(issues, 'objects');
}

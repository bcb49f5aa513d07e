import { parseAnyPath } from '../../tree/layout/parse-path.js';
import type { Reference } from '../../tree/references.js';
import type { ReferencesContext } from '../contexts/files.js';
import { issue, type ReportedIssue } from '../finding.js';
import { defineRules } from '../rule.js';

const defaults = { severity: 'error', on: 'references', needs: ['metadata'] } as const;

/** Paths in metadata that lead nowhere, and data files that no metadata refer to. */
export const referenceRules = defineRules('references', defaults, [
  {
    code: 'REFERENCE_FORM',
    title: 'Paths in metadata are relative to the tree’s root',
    why: 'An absolute path, a bucket or `..` ties the tree to one machine; it breaks as soon as the tree is copied.',
    fix: 'Write the metadata again with `--metadata-only`.',
    more: 'paths',
    check: ({ references }) =>
      references
        .filter(isMalformed)
        .map(({ key, target }) =>
          issue(`${key}: the path is not relative to the tree’s root`, target, 'a path like 10000/TS_001/…'),
        ),
  },
  {
    code: 'REFERENCE_MISSING',
    title: 'What metadata name is there',
    why: 'A path that leads nowhere breaks downloads and viewers.',
    fix: 'Write the metadata again with `--metadata-only`, or ingest the file that is missing.',
    check: missingFiles(null),
  },
  {
    code: 'KEY_IMAGE_MISSING',
    severity: 'warning',
    title: 'The key images that metadata name are there',
    why: 'Lists and search results show these images.',
    fix: 'Ingest the tomograms’ key images.',
    check: missingFiles('image'),
  },
  {
    code: 'VIEWER_CONFIG_MISSING',
    severity: 'warning',
    title: 'The viewer configuration that metadata name is there',
    why: 'Without it the tomogram cannot be opened in the viewer by one click.',
    fix: 'Ingest the viewer configuration of the run.',
    check: missingFiles('viewer'),
  },
  {
    code: 'VIEWER_SOURCE_MISSING',
    severity: 'warning',
    title: 'The layers of a viewer configuration are there',
    why: 'A layer whose source is absent shows an error in the viewer. A run without any Neuroglancer precomputed data was ingested so on purpose.',
    fix: 'Write the Neuroglancer precomputed data of the annotations, then the viewer configuration.',
    more: 'layers',
    check: missingFiles('layer'),
  },
  {
    code: 'FILE_UNREFERENCED',
    on: 'referenced',
    title: 'Every data file is named by its metadata',
    why: 'Users find files through metadata. A file that no metadata name is unreachable, or left over from an earlier ingest.',
    fix: 'Write the metadata again with `--metadata-only`, or remove the file.',
    check: ({ isNamed, namedBy }) =>
      isNamed ? null : { message: 'no metadata names this file', expected: `to be named in ${namedBy}` },
  },
]);

/** Kinds of files that later steps derive from the data: data without them are still valid. */
type Derived = 'image' | 'viewer' | 'layer';

/** Returns a check for references to missing files of one kind; null stands for the data themselves. */
function missingFiles(derived: Derived | null): (context: ReferencesContext) => ReportedIssue[] {
  return ({ references, exists, hasPrecomputes }) =>
    references
      .filter((reference) => !isMalformed(reference) && !exists(reference.target))
      .filter((reference) => derivedKind(reference) === derived)
      .filter(({ target }) => hasPrecomputes || derived !== 'layer' || !isPrecomputed(target))
      .map(({ key, target }) => ({ message: `${key}: nothing is there`, expected: target }));
}

function isPrecomputed(target: string): boolean {
  return parseAnyPath(target)?.template === 'annotationPrecompute';
}

function derivedKind({ key, target }: Reference): Derived | null {
  if (key.startsWith('layers')) return 'layer';
  const template = parseAnyPath(target)?.template;
  if (template === 'keyImage') return 'image';
  return template === 'vizConfig' ? 'viewer' : null;
}

function isMalformed({ target }: Reference): boolean {
  return (
    target === '' ||
    target.startsWith('/') ||
    target.includes('://') ||
    target.split('/').some((name) => name === '' || name === '.' || name === '..')
  );
}

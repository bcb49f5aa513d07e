import { isJsonObject, numberAt, textAt, textsAt, valueAt } from '../../base/json-value.js';
import { nameSome } from '../../base/messages.js';
import { parseAnyPath } from '../../tree/layout/parse-path.js';
import type { Reference } from '../../tree/references.js';
import type { AlignmentContext } from '../contexts/acquisition.js';
import type { JsonContext, ReferencesContext } from '../contexts/files.js';
import { faultAt, issue, mostListed, ofMetadata, type ReportedIssue } from '../finding.js';
import { defineRules, type RunContext } from '../rule.js';

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
      references.filter(isMalformed).map(({ key, target }) => {
        const message = `${key}: the path is not relative to the tree’s root`;
        return issue(message, target, 'a path like 10000/TS_001/…');
      }),
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

const completenessDefaults = {
  severity: 'error',
  on: 'run',
  needs: ['metadata'],
  fix: 'Write the metadata again with `--metadata-only`.',
} as const;

/** Content of the tree that is missing in the metadata. */
export const completenessRules = defineRules('completeness', completenessDefaults, [
  {
    code: 'DERIVED_VALUE_MISSING',
    title: 'Metadata give what ingest derives from the files beside them',
    why: 'Programs find files by sizes, counts and paths. A key that is missing or null means that there are none.',
    check: missingValues,
  },
  {
    code: 'ALIGNMENT_FILES_INCOMPLETE',
    on: 'alignment',
    title: 'The metadata of an alignment list all of its files',
    why: 'Whoever downloads an alignment takes the files that are listed, and opens transforms and tilts by the paths of their own.',
    more: 'files',
    check: ofMetadata((value, { files }: AlignmentContext) => {
      const listed = textsAt(value, 'files');
      const own = Object.keys(named).map((key) => textAt(value, key));
      // A file that nothing refers to is reported by FILE_UNREFERENCED.
      const unlisted = files.filter(({ path }) => !listed.includes(path) && own.includes(path));
      return [
        ...unlisted.map(({ path }) => issue('files does not list a file of the alignment', undefined, path)),
        ...Object.entries(named).map(([key, endings]) => {
          const file = files.find(({ path }) => endings.some((ending) => path.endsWith(ending)));
          return textAt(value, key) === null && file && issue(`${key} is not given`, undefined, file.path);
        }),
      ];
    }),
  },
  {
    code: 'DEFAULT_TOMOGRAM_COUNT_WRONG',
    severity: 'warning',
    title: 'One of the tomograms of a run is shown by default',
    why: 'Pages open the tomogram with `is_visualization_default`; of several, or of none, they choose any.',
    fix: 'Correct is_visualization_default in the configuration and write the metadata again with `--metadata-only`.',
    check({ voxelSpacings }) {
      const tomograms = voxelSpacings.flatMap((spacing) => spacing.tomograms);
      const all = tomograms.map(({ metadata }) => metadata?.value ?? null);
      const shown = all.filter((each) => valueAt(each, 'is_visualization_default') === true);
      // A tomogram that is there twice is reported by IDENTIFIER_DUPLICATE, one without metadata by METADATA_MISSING.
      const names = shown.map((each) => `${numberAt(each, 'voxel_spacing')} ${textAt(each, 'processing')}`);
      const { size } = new Set(names);
      if (all.length < 2 || size === 1 || all.includes(null)) return null;
      return { message: `${size} of ${all.length} tomograms are shown by default`, expected: '1' };
    },
  },
  {
    code: 'RUN_PIECE_MISSING',
    severity: 'warning',
    on: 'tree',
    needs: [],
    title: 'Runs have what most runs of their dataset have',
    why: 'A run without its tomogram or alignment among runs that have one was probably missed by a pattern.',
    fix: 'Correct the pattern of the section in the configuration and ingest the run again, or leave it so.',
    check: ({ siblings }) =>
      siblings.flatMap(({ dataset: path, count, lacking }) =>
        [...lacking].map(([piece, runs]) => {
          const message = `${runs.length} of ${count} runs have no ${piece}`;
          return 2 * runs.length < count && { path, ...issue(message, nameSome(runs, mostListed)) };
        }),
      ),
  },
  {
    code: 'RUN_AXES_DIFFER',
    severity: 'warning',
    on: 'tree',
    needs: ['metadata', 'header'],
    title: 'Tomograms of the same edges have them in one order',
    why: 'A tomogram with the edges of the others in another order was not turned after its reconstruction, so that it does not lie in the frame of its annotations. Width and height may be exchanged.',
    fix: 'Turn the volume at the source (`trimvol -rx` of IMOD) and ingest it again.',
    check: ({ siblings }) =>
      siblings.flatMap(({ dataset: path, turned }) => turned.map((message) => ({ path, message }))),
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
      .filter(({ target }) => {
        const isPrecomputed = parseAnyPath(target)?.template === 'annotationPrecompute';
        return hasPrecomputes || derived !== 'layer' || !isPrecomputed;
      })
      .map(({ key, target }) => ({ message: `${key}: nothing is there`, expected: target }));
}

function derivedKind({ key, target }: Reference): Derived | null {
  if (key.startsWith('layers')) return 'layer';
  const template = parseAnyPath(target)?.template;
  if (template === 'keyImage') return 'image';
  return template === 'vizConfig' ? 'viewer' : null;
}

function isMalformed({ target }: Reference): boolean {
  return target.split('/').some((name) => ['', '.', '..'].includes(name));
}

/** Keys that refer to the first file with one of these extensions. */
const named: Readonly<Record<string, readonly string[]>> = {
  alignment_path: ['.xf', '.aln', '.star', '.xml', '.json'],
  tilt_path: ['.tlt'],
  tiltx_path: ['.tltx', '.xtilt'],
};

function missingValues({ frames, tiltSeries, alignments, voxelSpacings }: RunContext): ReportedIssue[] {
  const exposure = numberAt(frames.metadata?.value, 'frames', 0, 'exposure_dose');
  const hasTiltSeries = tiltSeries.some(({ metadata }) => metadata !== null);
  const hasAlignment = alignments.some(({ metadata }) => metadata !== null);
  return [
    ...absent(frames, { dose_rate: exposure !== null }),
    ...tiltSeries.flatMap((item) =>
      absent(item, {
        run_name: true,
        size: item.volume.mrc !== null,
        scales: item.volume.zarr !== null,
        frames_count: frames.frames.length > 0,
      }),
    ),
    ...alignments.flatMap((item) =>
      absent(item, { volume_dimension: item.tomograms.length > 0, tiltseries_path: hasTiltSeries }),
    ),
    ...voxelSpacings.flatMap(({ tomograms, annotations }) => [
      ...tomograms.flatMap((item) =>
        absent(item, {
          run_name: true,
          size: item.volume.mrc !== null,
          scales: item.volume.zarr !== null,
          alignment_metadata_path: hasAlignment,
          neuroglancer_config_path: item.vizConfig !== null,
          'key_photo.snapshot': item.images.some(({ path }) => path.endsWith('-snapshot.png')),
          'key_photo.thumbnail': item.images.some(({ path }) => path.endsWith('-thumbnail.png')),
        }),
      ),
      ...annotations.flatMap((item) =>
        absent(item, {
          files: item.files.length > 0,
          object_count: item.points.length + item.masks.length + item.meshes.length > 0,
          alignment_metadata_path: hasAlignment,
        }),
      ),
    ]),
  ];
}

/** Returns issues of keys that should have a value and are absent or null. */
function absent(item: { readonly metadata: JsonContext | null }, wanted: Readonly<Record<string, boolean>>) {
  const value = item.metadata?.value;
  const missing = Object.keys(wanted).filter(
    (key) => wanted[key] && (valueAt(value, ...key.split('.')) ?? null) === null,
  );
  const faults = missing.map((key) =>
    issue(`${key} is not given`, undefined, 'what the files beside it give'),
  );
  return isJsonObject(value) ? faultAt(item.metadata, faults) : [];
}

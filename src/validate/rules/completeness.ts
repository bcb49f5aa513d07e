import { isJsonObject, numberAt, textAt, textsAt, valueAt } from '../../base/json-value.js';
import { nameSome } from '../../base/messages.js';
import type { AlignmentContext } from '../contexts/acquisition.js';
import type { JsonContext } from '../contexts/files.js';
import { issue, mostListed, ofMetadata, type ReportedIssue } from '../finding.js';
import { defineRules, type RunContext } from '../rule.js';

const defaults = {
  severity: 'error',
  needs: ['metadata'],
  fix: 'Write the metadata again with `--metadata-only`.',
} as const;

/** Content of the tree that is missing in the metadata. */
export const completenessRules = defineRules('completeness', defaults, [
  {
    code: 'DERIVED_VALUE_MISSING',
    on: 'run',
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
    on: 'run',
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
        [...lacking]
          .filter(([, runs]) => 2 * runs.length < count)
          .map(([piece, runs]) => {
            const message = `${runs.length} of ${count} runs have no ${piece}`;
            return { path, message, found: nameSome(runs, mostListed) };
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

type Described = { readonly metadata: JsonContext | null };

function* missingValues(run: RunContext): Generator<ReportedIssue> {
  const exposure = numberAt(run.frames.metadata?.value, 'frames', 0, 'exposure_dose');
  yield* absent(run.frames, { dose_rate: exposure !== null });
  const hasTiltSeries = run.tiltSeries.some(({ metadata }) => metadata !== null);
  for (const item of run.tiltSeries) {
    const { zarr, mrc } = item.volume;
    yield* absent(item, {
      run_name: true,
      size: mrc !== null,
      scales: zarr !== null,
      frames_count: run.frames.frames.length > 0,
    });
  }
  for (const item of run.alignments) {
    yield* absent(item, { volume_dimension: item.tomograms.length > 0, tiltseries_path: hasTiltSeries });
  }
  const ids = new Set(run.alignments.filter(({ metadata }) => metadata !== null).map(({ id }) => id));
  for (const { tomograms, annotations } of run.voxelSpacings) {
    for (const item of tomograms) {
      yield* absent(item, {
        run_name: true,
        size: item.volume.mrc !== null,
        scales: item.volume.zarr !== null,
        alignment_metadata_path: ids.size > 0,
        neuroglancer_config_path: item.vizConfig !== null,
        'key_photo.snapshot': item.images.some(({ path }) => path.endsWith('-snapshot.png')),
        'key_photo.thumbnail': item.images.some(({ path }) => path.endsWith('-thumbnail.png')),
      });
    }
    for (const item of annotations) {
      yield* absent(item, {
        files: item.files.length > 0,
        object_count: item.points.length + item.masks.length + item.meshes.length > 0,
        alignment_metadata_path: ids.size > 0,
      });
    }
  }
}

/** Yields keys that should have a value and are absent or null. */
function* absent({ metadata }: Described, wanted: Readonly<Record<string, boolean>>) {
  if (metadata === null || !isJsonObject(metadata.value)) return;
  for (const [key, isWanted] of Object.entries(wanted)) {
    if (!isWanted || (valueAt(metadata.value, ...key.split('.')) ?? null) !== null) continue;
    yield { path: metadata.path, message: `${key} is not given`, expected: 'what the files beside it give' };
  }
}

/** Keys that refer to the first file with one of these extensions. */
const named: Readonly<Record<string, readonly string[]>> = {
  alignment_path: ['.xf', '.aln', '.star', '.xml', '.json'],
  tilt_path: ['.tlt'],
  tiltx_path: ['.tltx', '.xtilt'],
};

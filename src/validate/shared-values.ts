import { commonStart, getOrMake, groupBy } from '../base/collections.js';
import { numberAt, textAt, valueAt } from '../base/json-value.js';
import { compareCodePoints } from '../storage/keys.js';
import { parseAnyPath } from '../tree/layout/parse-path.js';
import type { JsonContext } from './contexts/files.js';
import { issue, type ReportedIssue } from './finding.js';

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
   * How many files have a value, and the first of them by path; by dataset, entry and key. Null where the values tell
   * nothing: three differ, or one run has two of them and thus two entries that look alike.
   */
  readonly #values = new Map<string, Map<string, { count: number; path: string }> | null>();

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
        const files = getOrMake(values, text, () => ({ count: 0, path }));
        files.count += 1;
        // Runs are checked in parallel and finish in any order.
        if (compareCodePoints(path, files.path) < 0) files.path = path;
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
      const [[found, { count, path }], [expected, { count: others }]] = [other, usual];
      if (count > 1 || count + others < fewest) return [];
      const start = Math.max(0, commonStart(found, expected) - shown / 2);
      const [own, theirs] = [found, expected].map((text) => text.slice(start, start + shown));
      const message = `${key} differs from that of the ${others} others of its entry`;
      return { key, kind, fault: { path, ...issue(message, own, theirs) } };
    });
    const perFile = groupBy(found, ({ fault }) => fault.path);
    return found.flatMap(({ key, kind, fault }) => {
      const [, keys = '', others] = shared[kind] ?? [];
      const isOfOther = others !== undefined && (perFile.get(fault.path)?.length ?? 0) > 1;
      return isOfOther || !keys.split(' ').includes(key) ? [] : fault;
    });
  }
}

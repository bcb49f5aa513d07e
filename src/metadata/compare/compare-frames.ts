import { type JsonValue, numberAt, objectsAt, textAt, valueAt } from '../../json/index.js';
import { type DoseSection, frameDoses } from '../derive/index.js';
import { compareRecords, type ValueDifference } from './compare-records.js';

/** What the mdoc of a run says of its frames. */
export interface AcquisitionFacts {
  readonly sections: readonly DoseSection[];
}

/** What of a frame differs: its place in the acquisition, its file, its exposure, or whether it is corrected. */
export type FrameAspect = 'order' | 'path' | 'dose' | 'gain';

const aspects: Readonly<Record<string, FrameAspect>> = {
  acquisition_order: 'order',
  path: 'path',
  exposure_dose: 'dose',
  accumulated_dose: 'dose',
  is_gain_corrected: 'gain',
};

/**
 * Values of `frames` in frames metadata that the mdoc and the metadata's `dose_rate` do not give; `pathOf` finds the frame
 * file of a name, and null where there is none. Nothing without a dose rate of doses, and nothing of lists of other lengths.
 */
export function compareFrames(
  metadata: JsonValue,
  { sections }: AcquisitionFacts,
  pathOf: (name: string) => string | null,
): (ValueDifference & { readonly aspect: FrameAspect })[] {
  const found = objectsAt(metadata, 'frames');
  if (found.length !== sections.length) return [];
  const rate = numberAt(metadata, 'dose_rate');
  const isCorrected = valueAt(metadata, 'is_gain_corrected') ?? null;
  const derived = frameDoses(sections, rate ?? 0).map((dose, index) => ({
    acquisition_order: dose.acquisitionOrder,
    ...(rate === null || rate <= 0
      ? {}
      : { exposure_dose: dose.exposureDose, accumulated_dose: dose.accumulatedDose }),
    is_gain_corrected: isCorrected,
    // A section that names no frame, or one that is not there, is told of elsewhere.
    path: (dose.fileName === null ? null : pathOf(dose.fileName)) ?? textAt(found[index], 'path'),
  }));
  return compareRecords(found, derived).map((each) => ({
    ...each,
    aspect: aspects[each.key] as FrameAspect,
  }));
}

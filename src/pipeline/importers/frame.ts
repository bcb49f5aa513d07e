import { IngestError } from '../../base/errors.js';
import { Float } from '../../base/float.js';
import { type JsonObject, toNumber } from '../../base/json-value.js';
import { describeItem, fileVariables, type Item, itemPath } from '../../deposition/item.js';
import { configuredMetadata } from '../../deposition/item-variables.js';
import { requireKeys } from '../../formats/mdoc-sections.js';
import { baseName } from '../../storage/keys.js';
import { frameDoses } from '../../tree/metadata/derived-records.js';
import type { IngestContext } from '../context.js';
import { checkImages } from '../convert/check-images.js';
import { becauseLeftOut, neededMdoc, unlessLeftOut } from '../convert/written-files.js';
import type { Importer } from '../importer.js';
import { copiedOutputs, copyOutputs } from './copied-files.js';

/** The movie frames of a run. A literal `default` means that the frames were not deposited. */
export const frame: Importer = {
  outputs: (item, context) => copiedOutputs(item, 'frame', context),
  settings: async () => null,
  check: async (item, context) => ({ issues: await checkImages(item, context) }),
  async importData(item, context, progress) {
    const issues = await checkImages(item, context);
    const copied = await copyOutputs(item, await copiedOutputs(item, 'frame', context), context, progress);
    return { ...copied, issues };
  },
  metadata: (item, context) => unlessLeftOut(() => frameMetadata(item, context)),
  whyNoMetadata: () => becauseLeftOut,
};

async function frameMetadata(item: Item, context: IngestContext): Promise<JsonObject> {
  const configured = configuredMetadata(item, context);
  const rate = doseRate(item, context);
  const mdoc = await neededMdoc(item, context, 'frames', ', or filter the run out of frames');
  const isGainCorrected = configured.is_gain_corrected ?? null;
  const { layout } = context.options;
  const pathOf = (file: string) => itemPath(item, 'frame', layout, fileVariables(file));
  const byName = new Map(item.files.map((file) => [baseName(file), pathOf(file)]));
  const sections = requireKeys(mdoc.value, ['ZValue', 'ExposureTime'], mdoc.path);
  return {
    frames: frameDoses(sections, rate).map(
      ({ acquisitionOrder, accumulatedDose, exposureDose, fileName }) => ({
        acquisition_order: acquisitionOrder,
        accumulated_dose: new Float(accumulatedDose),
        exposure_dose: new Float(exposureDose),
        is_gain_corrected: isGainCorrected,
        path: (fileName === null ? undefined : byName.get(fileName)) ?? null,
      }),
    ),
    frames_acquisition_file: mdoc.output,
  };
}

/** Returns the dose rate in electrons per Å² and second. Fails with an IngestError if it is not above 0. */
function doseRate(item: Item, context: IngestContext): number {
  const rate = configuredMetadata(item, context).dose_rate;
  const value = toNumber(rate);
  if (value !== null && value > 0) return value;
  throw new IngestError('frames need a dose rate', {
    entity: describeItem(item),
    ...(item.entry === null ? {} : { keyPath: `${item.entry.location.keyPath}.metadata.dose_rate` }),
    expected: 'a number above 0 (electrons per Å² and second)',
    found: rate === undefined ? 'none' : String(rate),
  });
}

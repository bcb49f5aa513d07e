import { IngestError } from '../../base/errors.js';
import { Float } from '../../base/float.js';
import type { JsonObject, JsonValue } from '../../base/json-value.js';
import { publishedAlignmentPath } from '../../deposition/alignment-files.js';
import { ancestor, describeItem, type Item, itemPath } from '../../deposition/item.js';
import { configuredMetadata } from '../../deposition/item-variables.js';
import { entityTable } from '../../tree/entities/entities.js';
import { volumeImporter, volumeMetadata } from '../convert/volume-files.js';
import type { Importer } from '../importer.js';

const files = entityTable.tomogram.volume;

/** A tomogram: a reconstructed volume of a run. */
export const tomogram: Importer = {
  ...volumeImporter(files, spacingOf),
  named: async (item, _metadata, { options: { layout } }) =>
    (['tomogramMetadata', 'vizConfig', files.mrc, files.zarr] as const).map((template) =>
      itemPath(item, template, layout),
    ),
  async metadata(item, context): Promise<JsonObject> {
    const { layout } = context.options;
    const { fiducial_alignment_status: status } = configuredMetadata(item, context);
    const keyImage = (image: string) => itemPath(item, 'keyImage', layout, { image });
    return {
      ...(await volumeMetadata(item, files, context)),
      run_name: ancestor(item, 'run')?.name ?? null,
      voxel_spacing: new Float(spacingOf(item)),
      ...(status === undefined ? {} : { fiducial_alignment_status: normalizeStatus(status, item) }),
      key_photo: { snapshot: keyImage('snapshot'), thumbnail: keyImage('thumbnail') },
      alignment_metadata_path: await publishedAlignmentPath(item, context),
      neuroglancer_config_path: itemPath(item, 'vizConfig', layout),
    };
  },
};

/** Returns the voxel spacing in Å. */
function spacingOf(item: Item): number {
  return Number(ancestor(item, 'voxel_spacing')?.name);
}

/** Returns FIDUCIAL or NON_FIDUCIAL, for any case or a boolean. Fails with an IngestError for other values. */
function normalizeStatus(status: JsonValue, item: Item): string {
  const text = String(status).toUpperCase();
  if (text === 'TRUE' || text === 'FIDUCIAL') return 'FIDUCIAL';
  if (text === 'FALSE' || text === 'NON_FIDUCIAL') return 'NON_FIDUCIAL';
  throw new IngestError('unknown fiducial_alignment_status', {
    entity: describeItem(item),
    expected: 'FIDUCIAL or NON_FIDUCIAL',
    found: JSON.stringify(status),
  });
}

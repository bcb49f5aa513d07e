import { IngestError } from '../../errors/index.js';
import { Float, type JsonObject, type JsonValue, toNumber } from '../../json/index.js';
import { otherLayout, voxelSpacingName } from '../../layout/index.js';
import { alignmentPath } from '../../sources/alignment-path.js';
import { configuredMetadata } from '../../sources/configured-metadata.js';
import { ancestor, describeItem, type Item } from '../../sources/item.js';
import { itemDirectory, itemPath } from '../../sources/item-paths.js';
import type { IngestContext } from '../context.js';
import {
  importVolume,
  type VolumeFiles,
  volumeMetadata,
  volumeOutputs,
  volumeSettings,
} from '../convert/volume-files.js';
import type { Entity } from '../importer.js';
import { removeObsolete } from '../publish/remove-obsolete.js';

const files: VolumeFiles = {
  kind: 'tomogram',
  mrc: 'tomogramMrc',
  zarr: 'tomogramZarr',
  metadata: 'tomogramMetadata',
};

/** A reconstructed volume of a run. */
export const tomogram: Entity = {
  type: 'tomogram',
  section: 'tomograms',
  children: ['key_image'],
  grouping: 'each',
  defaults: [],
  identity: {
    container: (parent) => ancestor(parent, 'run') ?? parent,
    async key(item, context) {
      const metadata = configuredMetadata(item, context);
      return identityKey({
        ...metadata,
        voxel_spacing: ancestor(item, 'voxel_spacing')?.name ?? null,
        alignment_metadata_path: await alignmentPath(item, context),
        deposition_id: ancestor(item, 'deposition')?.name ?? null,
      });
    },
    publishedKey: (metadata, path) =>
      identityKey({ ...metadata, voxel_spacing: spacingOfPath(path) ?? publishedSpacing(metadata) }),
    async directories(container, context) {
      const reconstructions = `${itemDirectory(container, context.options.layout)}/Reconstructions`;
      const entries = await context.output.readDirectory(reconstructions);
      return entries
        .filter(({ name, kind }) => kind === 'directory' && name.startsWith('VoxelSpacing'))
        .map(({ name }) => `${reconstructions}/${name}/Tomograms`);
    },
    metadataName: publishedMetadataName,
  },
  outputs: (item, context) => volumeOutputs(item, files, context),
  settings: async (item, context) => volumeSettings(files, spacingOf(item), context),
  importData: (item, context, progress) => importVolume(item, files, spacingOf(item), context, progress),
  metadataPath: (item, context) => itemPath(item, 'tomogramMetadata', context.options.layout),
  tidy: removeOtherNames,
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
      alignment_metadata_path: await alignmentPath(item, context),
      neuroglancer_config_path: itemPath(item, 'vizConfig', layout),
    };
  },
};

const metadataNames = { documented: 'tomogram-metadata.json', portal: 'tomogram_metadata.json' } as const;

/** A tomogram that was published in the other layout keeps its identifier: it would be taken by another one. */
async function publishedMetadataName(context: IngestContext, directory: string): Promise<string> {
  const { layout } = context.options;
  const own = metadataNames[layout];
  const other = metadataNames[otherLayout(layout)];
  const isOther =
    (await context.output.stat(`${directory}/${own}`)) === null &&
    (await context.output.stat(`${directory}/${other}`)) !== null;
  return isOther ? other : own;
}

/** Removes what an ingest in the other layout wrote of this very tomogram under other names. */
async function removeOtherNames(item: Item, _metadata: JsonObject, context: IngestContext): Promise<void> {
  const other = otherLayout(context.options.layout);
  const paths = [itemPath(item, 'tomogramMetadata', other), itemPath(item, 'vizConfig', other)];
  await removeObsolete(item, paths, context);
}

/** What makes two tomograms of a run the same one. */
function identityKey(metadata: JsonObject): string {
  const parts = [
    'voxel_spacing',
    'alignment_metadata_path',
    'reconstruction_method',
    'processing',
    'processing_software',
    'deposition_id',
  ].map((key) => metadata[key] ?? null);
  return JSON.stringify(parts.map((part) => (part === null ? null : String(part))));
}

function spacingOfPath(path: string): string | null {
  return /\/VoxelSpacing(\d+\.\d{3})\//.exec(path)?.[1] ?? null;
}

function publishedSpacing(metadata: JsonObject): string | null {
  const spacing = toNumber(metadata.voxel_spacing);
  return spacing === null ? null : voxelSpacingName(spacing);
}

/** Å. */
function spacingOf(item: Item): number {
  return Number(ancestor(item, 'voxel_spacing')?.name);
}

/** FIDUCIAL or NON_FIDUCIAL, from either in any case, or from a truth value. */
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

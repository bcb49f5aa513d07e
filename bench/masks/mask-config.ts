import { depositionConfig } from '../whole-process/deposition-config.js';

/** The config of one tomogram, with `SOURCE/masks/RUN.mrc`, in which every label is an instance. */
export function maskConfig(source: string): string {
  const people = {
    authors: [{ name: 'Ada Rivera', primary_author_status: true, corresponding_author_status: true }],
    dates: { deposition_date: '2025-01-02', last_modified_date: '2025-01-02', release_date: '2025-01-02' },
  };
  return JSON.stringify({
    ...(JSON.parse(depositionConfig(source)) as object),
    annotations: [
      {
        metadata: {
          ...people,
          annotation_ingest_id: 'organelles',
          annotation_method: 'By construction',
          annotation_object: { name: 'organelle', id: 'GO:0043226' },
          method_type: 'simulated',
          version: 1,
        },
        sources: [
          {
            InstanceSegmentationMask: {
              file_format: 'mrc',
              glob_string: 'masks/{run_name}.mrc',
              is_visualization_default: true,
            },
          },
        ],
      },
    ],
  });
}

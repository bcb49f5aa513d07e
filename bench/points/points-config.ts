const people = {
  authors: [{ name: 'Ada Rivera', primary_author_status: true, corresponding_author_status: true }],
  dates: { deposition_date: '2025-01-02', last_modified_date: '2025-01-02', release_date: '2025-01-02' },
};

/** An ingestion config of one annotation a run, picked from `bench/particles.star`; JSON, which is YAML too. */
export function pointsConfig(runs: readonly string[], shape: 'Point' | 'OrientedPoint'): string {
  return JSON.stringify({
    version: '1.3.0',
    standardization_config: { deposition_id: 10001, source_prefix: 'bench' },
    depositions: [
      {
        metadata: {
          ...people,
          deposition_title: 'Benchmark',
          deposition_description: 'One table of particles.',
          deposition_identifier: 10001,
          deposition_types: ['annotation'],
        },
        sources: [{ literal: { value: [10001] } }],
      },
    ],
    datasets: [
      {
        metadata: {
          ...people,
          dataset_title: 'Benchmark',
          dataset_description: 'One table of particles.',
          dataset_identifier: 10002,
          sample_type: 'in_vitro',
          grid_preparation: 'none',
          sample_preparation: 'none',
        },
        sources: [{ literal: { value: ['10002'] } }],
      },
    ],
    runs: [{ sources: [{ literal: { value: runs } }] }],
    voxel_spacings: [{ sources: [{ literal: { value: [10] } }] }],
    annotations: [
      {
        metadata: {
          ...people,
          annotation_ingest_id: 'particles-1',
          annotation_method: 'By construction',
          annotation_object: { name: 'cytosolic ribosome', id: 'GO:0022626' },
          method_type: 'simulated',
          ground_truth_status: true,
          version: 1,
        },
        sources: [
          {
            [shape]: {
              file_format: 'relion4_star',
              glob_string: 'particles.star',
              filter_value: '{run_name}',
              binning: 1,
              is_visualization_default: true,
            },
          },
        ],
      },
    ],
  });
}

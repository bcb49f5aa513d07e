const people = {
  authors: [{ name: 'Ada Rivera', primary_author_status: true, corresponding_author_status: true }],
  dates: { deposition_date: '2025-01-02', last_modified_date: '2025-01-02', release_date: '2025-01-02' },
};

/** An ingestion config of one tomogram, `SOURCE/tomograms/RUN.mrc`; JSON, which is YAML too. */
export function depositionConfig(source: string): string {
  return JSON.stringify({
    version: '1.1.0',
    standardization_config: { deposition_id: 10001, source_prefix: source },
    depositions: [
      {
        metadata: {
          ...people,
          deposition_title: 'Benchmark',
          deposition_description: 'One tomogram of noise.',
          deposition_identifier: 10001,
          deposition_types: ['tomogram'],
        },
        sources: [{ literal: { value: [10001] } }],
      },
    ],
    datasets: [
      {
        metadata: {
          ...people,
          dataset_title: 'Benchmark',
          dataset_description: 'One tomogram of noise.',
          dataset_identifier: 10002,
          sample_type: 'in_vitro',
          grid_preparation: 'none',
          sample_preparation: 'none',
        },
        sources: [{ literal: { value: ['10002'] } }],
      },
    ],
    runs: [{ sources: [{ source_glob: { list_glob: 'tomograms/*.mrc', name_regex: '(.*)\\.mrc' } }] }],
    voxel_spacings: [{ sources: [{ literal: { value: [10] } }] }],
    tomograms: [
      {
        metadata: {
          ...people,
          ctf_corrected: false,
          fiducial_alignment_status: 'NON_FIDUCIAL',
          offset: { x: 0, y: 0, z: 0 },
          processing: 'raw',
          reconstruction_method: 'WBP',
          reconstruction_software: 'none',
          tomogram_version: 1,
          voxel_spacing: 10,
          is_visualization_default: true,
        },
        sources: [{ source_glob: { list_glob: 'tomograms/{run_name}.mrc' } }],
      },
    ],
  });
}

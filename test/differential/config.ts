const people = `
      authors:
        - {name: Ada Rivera, ORCID: 0000-0002-1825-0097, primary_author_status: true, corresponding_author_status: true}
      dates: {deposition_date: '2025-01-02', last_modified_date: '2025-02-03', release_date: '2025-03-04'}`;

const ofVolume = `
      tomogram_version: 1.0
      fiducial_alignment_status: FIDUCIAL
      reconstruction_method: WBP
      reconstruction_software: IMOD
      processing: raw
      processing_software: null
      ctf_corrected: true
      is_visualization_default: true
      offset: {x: 0, y: 0, z: 0}
      voxel_spacing: 10.0${people}`;

/** The dataset that all odd files are ingested into. */
export const dataset = '10801';

/** A configuration with a run for every name; `sections` are those below the runs. */
export function oddConfig(runs: readonly string[], sections: string): string {
  return `version: 1.3.0
standardization_config:
  deposition_id: 10800
  source_prefix: dep
depositions:
  - metadata:
      deposition_identifier: 10800
      deposition_title: Odd files
      deposition_description: Made for tests.
      deposition_types: [dataset, tomogram, annotation]${people}
    sources:
      - literal: {value: [10800]}
datasets:
  - metadata:
      dataset_identifier: ${dataset}
      dataset_title: Odd files
      dataset_description: Made for tests.
      sample_type: cell_line
      organism: {name: Homo sapiens, taxonomy_id: 9606}
      cell_type: {name: HeLa cell, id: 'CL:0000000'}
      sample_preparation: none
      grid_preparation: none
      funding:
        - {funding_agency_name: Agency, grant_id: '1'}${people}
    sources:
      - literal: {value: ['${dataset}']}
runs:
  - sources:
      - literal: {value: ${JSON.stringify(runs)}}
${sections}`;
}

/** Tomograms of 10 Å from the files that a glob gives. */
export function tomograms(glob: string): string {
  return `tomograms:
  - metadata:${ofVolume}
    sources:
      - source_glob: {list_glob: '${glob}'}
`;
}

export const tenAngstroms = `voxel_spacings:
  - sources:
      - literal: {value: [10.0]}
`;

/** Voxel spacings as the headers of the files give them that a glob lists. */
export function spacingsOfHeaders(glob: string): string {
  return `voxel_spacings:
  - sources:
      - tomogram_header: {list_glob: '${glob}', match_regex: '.*'}
`;
}

/** One annotation whose files one source gives, `- Shape: {…}`. */
export function annotations(source: string): string {
  return `annotations:
  - metadata:
      annotation_ingest_id: odd
      annotation_method: made up
      annotation_object: {name: surface, id: 'GO:0016020'}
      method_type: simulated
      ground_truth_status: true
      is_curator_recommended: true
      version: 1.0${people}
    sources:
      ${source}
`;
}

const people = `
      authors:
        - {name: Ada Rivera, primary_author_status: true}
        - {name: Bo Lind, corresponding_author_status: true}
      dates: {deposition_date: '2025-01-02', last_modified_date: '2025-02-03', release_date: '2025-03-04'}`;

const annotation = (id: string, name: string, go: string) => `
  - metadata:
      annotation_ingest_id: ${id}
      annotation_method: By construction
      annotation_object: {name: ${name}, id: 'GO:${go}'}
      method_type: simulated
      ground_truth_status: true
      version: 1.0${people}
    sources:`;

const tomogram = `
      tomogram_version: 1.0
      fiducial_alignment_status: FIDUCIAL
      reconstruction_method: WBP
      reconstruction_software: IMOD
      ctf_corrected: true
      offset: {x: 0, y: 0, z: 0}${people}`;

/** The configuration of the deposition of many runs: two voxel spacings, three annotations, every kind of finder. */
export const manyRunsConfig = `version: 1.3.0
standardization_config:
  deposition_id: 10800
  source_prefix: dep
  run_data_map_file: run_data.tsv
depositions:
  - metadata:
      deposition_identifier: 10800
      deposition_title: Many runs
      deposition_description: Made to be measured.
      deposition_types: [dataset, tomogram, annotation]${people}
    sources:
      - literal: {value: [10800]}
datasets:
  - metadata:
      dataset_identifier: 10801
      dataset_title: Many runs
      dataset_description: Made to be measured.
      sample_type: in_silico
      sample_preparation: none
      grid_preparation: none${people}
    sources:
      - literal: {value: ['10801']}
runs:
  - sources:
      - source_glob: {list_glob: 'tiltseries/*', match_regex: '.*[.]st$', name_regex: '(.*)\\.st'}
gains:
  - sources:
      - source_glob: {list_glob: 'gains/{run_name}_gain.*'}
collection_metadata:
  - sources:
      - source_glob: {list_glob: 'tiltseries/{run_name}.mdoc'}
frames:
  - metadata:
      dose_rate: 2.5
      is_gain_corrected: false
    sources:
      - source_glob: {list_glob: 'frames/{run_name}_*.tif'}
tiltseries:
  - metadata:
      acceleration_voltage: 300000
      camera: {manufacturer: Gatan, model: K3}
      microscope: {manufacturer: TFS, model: Krios}
      microscope_optical_setup: {energy_filter: GIF, image_corrector: null, phase_plate: null}
      data_acquisition_software: SerialEM
      spherical_aberration_constant: 2.7
      pixel_spacing: 10.0
      is_aligned: false
      tilt_axis: float {tilt_axis}
      tilt_range: {min: 'float {tilt_min}', max: 'float {tilt_max}'}
      tilt_step: 3.0
      tilting_scheme: Dose symmetric
      tilt_series_quality: int {quality}
      total_flux: float {total_flux}
    sources:
      - source_glob: {list_glob: 'tiltseries/{run_name}.*', match_regex: '[.]st$'}
        parent_filters: {include: {run: ['^TS_']}}
rawtilts:
  - sources:
      - source_glob: {list_glob: 'tiltseries/{run_name}.rawtlt'}
ctfs:
  - metadata: {format: CTFFIND}
    sources:
      - source_glob: {list_glob: 'ctf/{run_name}_ctf.txt'}
alignments:
  - metadata: {format: IMOD, method_type: fiducial_based}
    sources:
      - source_multi_glob:
          list_globs: ['alignments/{run_name}.xf', 'alignments/{run_name}.tlt', 'alignments/{run_name}.xtilt']
        parent_filters: {include: {run: ['[13579]$']}}
  - metadata: {format: ARETOMO3, method_type: projection_matching}
    sources:
      - source_glob: {list_glob: 'alignments/{run_name}.aln'}
        parent_filters: {exclude: {run: ['[13579]$']}}
identified_objects:
  - sources:
      - source_glob: {list_glob: objects/identified_objects.csv}
voxel_spacings:
  - sources:
      - tomogram_header: {list_glob: 'tomograms/{run_name}_*.rec'}
      - literal: {value: [20.0]}
tomograms:
  - metadata:
      voxel_spacing: 10.0
      processing: raw
      is_visualization_default: true${tomogram}
    sources:
      - source_glob: {list_glob: 'tomograms/{run_name}_{voxel_spacing_name}A.rec'}
        parent_filters: {include: {voxel_spacing: ['^10[.]000$']}}
  - metadata:
      voxel_spacing: 20.0
      processing: denoised
      is_visualization_default: false${tomogram}
    sources:
      - source_glob: {list_glob: 'denoised/{run_name}_{voxel_spacing_name}A.mrc'}
        parent_filters: {include: {voxel_spacing: ['^20[.]000$']}}
annotations:${annotation('ribosomes-1', 'cytosolic ribosome', '0022626')}
      - OrientedPoint:
          file_format: relion4_star
          glob_string: annotations/ribosomes.star
          filter_value: '{run_name}'
          order: xyz
          binning: 1
          is_visualization_default: true
        parent_filters: {include: {voxel_spacing: ['^10[.]000$']}}${annotation('vesicles-1', 'vesicle', '0031982')}
      - Point:
          file_format: csv
          glob_string: 'annotations/{run_name}_vesicle_centers.csv'
          delimiter: ','
          columns: xyz
          is_visualization_default: true
        parent_filters: {include: {voxel_spacing: ['^10[.]000$']}}${annotation('membrane-1', 'membrane', '0016020')}
      - SemanticSegmentationMask:
          file_format: mrc
          glob_string: 'annotations/{run_name}_membrane.mrc'
          mask_label: 1
          is_visualization_default: true
        parent_filters: {include: {voxel_spacing: ['^10[.]000$']}}
`;

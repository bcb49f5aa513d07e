const people = `
      authors:
        - {name: Ada Rivera, ORCID: 0000-0002-1825-0097, primary_author_status: true}
        - {name: Bo Lind, corresponding_author_status: true}
      dates: {deposition_date: '2025-01-02', last_modified_date: '2025-02-03', release_date: '2025-03-04'}`;

const tomogram = `
      tomogram_version: 1.0
      fiducial_alignment_status: FIDUCIAL
      reconstruction_method: WBP
      reconstruction_software: IMOD
      processing_software: null
      ctf_corrected: true
      offset: {x: 0, y: 0, z: 0}${people}`;

/** About an annotation, by its identity in the configuration and its object. */
const annotation = (id: string, object: string) => `
  - metadata:
      annotation_ingest_id: ${id}
      annotation_method: made up
      annotation_object: ${object}
      method_type: simulated
      ground_truth_status: true
      is_curator_recommended: true
      version: 1.0${people}
    sources:`;
const ofRaw = `
        parent_filters: {include: {voxel_spacing: ['^10[.]000$']}}`;

/** The configuration of the tiny deposition; tests make what they need from it by replacing pieces of text. */
export const tinyConfig = `version: 1.3.0
standardization_config:
  deposition_id: 10800
  source_prefix: dep
  run_data_map_file: run_data.tsv
depositions:
  - metadata:
      deposition_identifier: 10800
      deposition_title: A tiny deposition
      deposition_description: Made for tests.
      deposition_types: [dataset, tomogram, annotation]${people}
    sources:
      - literal: {value: [10800]}
deposition_keyphotos:
  - sources:
      - literal: {value: {snapshot: dep/photos/snapshot.png, thumbnail: null}}
datasets:
  - metadata:
      dataset_identifier: 10801
      dataset_title: A tiny dataset
      dataset_description: Made for tests.
      sample_type: cell_line
      organism: {name: Homo sapiens, taxonomy_id: 9606}
      cell_type: {name: HeLa cell, id: 'CL:0000000'}
      cell_strain: {name: HeLa, id: CVCL_0030}
      assay: {name: cryo-electron tomography, id: 'EFO:0900000'}
      development_stage: {name: unknown, id: unknown}
      disease: {name: normal, id: 'PATO:0000461'}
      sample_preparation: none
      grid_preparation: none
      funding:
        - {funding_agency_name: Agency, grant_id: '1'}${people}
    sources:
      - literal: {value: ['10801']}
dataset_keyphotos:
  - sources:
      - literal: {value: {snapshot: dep/photos/snapshot.png, thumbnail: dep/photos/snapshot.png}}
runs:
  - sources:
      - source_glob: {list_glob: 'tiltseries/*.st', name_regex: '(.*)\\.st'}
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
      - source_glob: {list_glob: 'frames/{run_name}_*'}
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
      tilt_step: 12.0
      tilting_scheme: Dose symmetric
      tilt_series_quality: int {quality}
      total_flux: float {total_flux}
    sources:
      - source_glob: {list_glob: 'tiltseries/{run_name}.st'}
rawtilts:
  - sources:
      - source_glob: {list_glob: 'tiltseries/{run_name}.rawtlt'}
ctfs:
  - metadata: {format: CTFFIND}
    sources:
      - source_glob: {list_glob: 'ctf/{run_name}_ctf.txt'}
        parent_filters: {include: {run: [TS_001]}}
  - metadata: {format: IMOD}
    sources:
      - source_glob: {list_glob: 'ctf/{run_name}.defocus'}
        parent_filters: {include: {run: [TS_002]}}
alignments:
  - metadata:
      format: IMOD
      method_type: fiducial_based
      tilt_offset: 0.3
    sources:
      - source_multi_glob:
          list_globs:
            - alignments/{run_name}.xf
            - alignments/{run_name}.tlt
            - alignments/{run_name}.xtilt
        parent_filters: {exclude: {run: [TS_002]}}
  - metadata:
      format: ARETOMO3
      method_type: projection_matching
    sources:
      - source_glob: {list_glob: 'alignments/{run_name}.aln'}
        parent_filters: {include: {run: [TS_002]}}
identified_objects:
  - sources:
      - source_glob: {list_glob: objects/identified_objects.csv}
voxel_spacings:
  - sources:
      - literal: {value: [10.0]}
      - literal: {value: [20.0]}
        parent_filters: {include: {run: [TS_001]}}
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
key_images:
  - sources:
      - literal: {value: [original]}
annotations:${annotation('ribosomes', '{name: cytosolic ribosome, id: GO:0022626, description: 80S ribosome}')}
      - OrientedPoint:
          file_format: relion4_star
          glob_string: annotations/ribosomes.star
          filter_value: '{run_name}'
          is_visualization_default: true${ofRaw}
      - Point:
          file_format: csv
          glob_string: annotations/{run_name}_vesicle_centers.csv${ofRaw}${annotation('membrane', '{name: membrane, id: GO:0016020}')}
      - SemanticSegmentationMask:
          file_format: mrc
          glob_string: annotations/{run_name}_membrane.mrc
          is_visualization_default: true${ofRaw}
      - TriangularMesh:
          file_format: stl
          glob_string: annotations/{run_name}_vesicles.stl${ofRaw}${annotation('vesicles', '{name: vesicle, id: GO:0031982}')}
      - InstanceSegmentationMask:
          file_format: mrc
          glob_string: annotations/{run_name}_vesicles.mrc${ofRaw}
`;

import type { JsonObject } from '../../../src/base/json-value.js';

/** Keys that the metadata files of the good tree share. */
const stamp = { deposition_id: 10000, last_updated_at: 1_740_000_000 };
const people = {
  authors: [
    { name: 'Ada Rivera', ORCID: '0000-0002-1825-0097', primary_author_status: true },
    { name: 'Bo Lind', corresponding_author_status: true },
  ],
  dates: { deposition_date: '2025-01-02', last_modified_date: '2025-02-03', release_date: '2025-03-04' },
};
const identity = [
  [1, 0, 0, 0],
  [0, 1, 0, 0],
  [0, 0, 1, 0],
  [0, 0, 0, 1],
];
const notReported = { name: 'not_reported', id: 'not_reported' };

export const run = '10001/TS_A';
export const spacingDirectory = `${run}/Reconstructions/VoxelSpacing13.480`;
export const tomogram = `${spacingDirectory}/Tomograms/100`;
export const tiltSeries = `${run}/TiltSeries/100`;
export const alignment = `${run}/Alignments/100`;
/** Tilt angles in degrees, in the order of acquisition. */
export const tilts = [0, 12, -12, 24, -24];
export const frameNames = tilts.map((tilt, index) => `TS_A_00${index}_${tilt.toFixed(1)}.mrc`);
export const ascendingTilts = [...tilts].sort((a, b) => a - b);

export const depositionMetadata: JsonObject = {
  deposition_title: 'A good deposition',
  deposition_description: 'Made for tests.',
  deposition_identifier: 10000,
  deposition_types: ['dataset', 'annotation', 'tomogram'],
  ...people,
  key_photos: { snapshot: null, thumbnail: null },
  ...stamp,
};

export const datasetMetadata: JsonObject = {
  dataset_title: 'A good dataset',
  dataset_description: 'Made for tests.',
  dataset_identifier: 10001,
  ...people,
  sample_type: 'cell_line',
  organism: { name: 'Homo sapiens', taxonomy_id: 9606 },
  cell_type: { name: 'HeLa cell', id: 'CL:0000000' },
  sample_preparation: 'none',
  grid_preparation: 'none',
  funding: [{ funding_agency_name: 'Agency', grant_id: '1' }],
  assay: notReported,
  cell_component: notReported,
  cell_strain: notReported,
  development_stage: { name: 'unknown', id: 'unknown' },
  disease: notReported,
  tissue: notReported,
  key_photos: { snapshot: '10001/Images/snapshot.png', thumbnail: '10001/Images/thumbnail.png' },
  ...stamp,
};

export const runMetadata: JsonObject = { run_name: 'TS_A', ...stamp };

export const framesMetadata: JsonObject = {
  dose_rate: 2.5,
  is_gain_corrected: false,
  frames: frameNames.map((name, index) => ({
    acquisition_order: index,
    accumulated_dose: 3 * index,
    exposure_dose: 3,
    is_gain_corrected: false,
    path: `${run}/Frames/${name}`,
  })),
  frames_acquisition_file: `${run}/Frames/TS_A.mdoc`,
  ...stamp,
};

function sizes(...shapes: readonly (readonly [number, number, number])[]) {
  return shapes.map(([z, y, x]) => ({ z, y, x }));
}

export const tiltSeriesMetadata: JsonObject = {
  acceleration_voltage: 300000,
  camera: { manufacturer: 'Gatan', model: 'K3' },
  data_acquisition_software: 'SerialEM',
  is_aligned: false,
  microscope: { manufacturer: 'TFS', model: 'Krios' },
  microscope_optical_setup: { energy_filter: 'GIF', image_corrector: null, phase_plate: null },
  pixel_spacing: 3.37,
  spherical_aberration_constant: 2.7,
  tilt_axis: 84.1,
  tilt_range: { min: -24, max: 24 },
  tilt_series_quality: 4,
  tilt_step: 12,
  tilting_scheme: 'Dose symmetric',
  total_flux: 15,
  scales: sizes([5, 14, 11], [5, 7, 6], [5, 4, 3]),
  size: { z: 5, y: 14, x: 11 },
  omezarr_dir: `${tiltSeries}/TS_A.zarr`,
  mrc_file: `${tiltSeries}/TS_A.mrc`,
  run_name: 'TS_A',
  frames_count: 5,
  per_section_parameter: ascendingTilts.map((tilt, index) => ({
    z_index: index,
    frame_acquisition_order: tilts.indexOf(tilt),
    raw_angle: tilt,
    astigmatic_angle: 12.5,
    cross_correlation: 0.2,
    major_defocus: 30229.15,
    max_resolution: 8.81,
    minor_defocus: 29273.99,
    phase_shift: 0.1,
  })),
  raw_tlt_path: `${tiltSeries}/TS_A.rawtlt`,
  ctf_path: `${tiltSeries}/TS_A_CTFFIND_ctf.txt`,
  ...stamp,
};

const axis = (84.1 * Math.PI) / 180;
const [cosine, sine] = [Math.cos(axis), Math.sin(axis)];
/** Returns the IMOD transforms of all sections: the inverse rotation, and the offsets transformed by it. */
export const transforms =
  `${cosine} ${sine} ${-sine} ${cosine} ${-(cosine * 1.5 + sine * -2.5)} ${-(-sine * 1.5 + cosine * -2.5)}\n`.repeat(
    5,
  );

export const alignmentMetadata: JsonObject = {
  alignment_type: 'GLOBAL',
  format: 'IMOD',
  method_type: 'fiducial_based',
  is_portal_standard: true,
  tilt_offset: 0.3,
  x_rotation_offset: 0,
  volume_offset: { x: 0, y: 0, z: 0 },
  per_section_alignment_parameters: ascendingTilts.map((tilt, index) => ({
    z_index: index,
    tilt_angle: tilt + 0.3,
    volume_x_rotation: 0,
    in_plane_rotation: [
      [Math.cos(axis), -Math.sin(axis)],
      [Math.sin(axis), Math.cos(axis)],
    ],
    x_offset: 1.5,
    y_offset: -2.5,
  })),
  alignment_path: `${alignment}/TS_A.xf`,
  tilt_path: `${alignment}/TS_A.tlt`,
  tiltx_path: null,
  tiltseries_path: `${tiltSeries}/tiltseries_metadata.json`,
  files: [`${alignment}/TS_A.xf`, `${alignment}/TS_A.tlt`],
  volume_dimension: { x: 13.48 * 18, y: 13.48 * 20, z: 13.48 * 12 },
  affine_transformation_matrix: identity,
  ...stamp,
};

export const identifiedObjects = [
  { object_name: 'ribosome', object_id: 'GO:0005840' },
  { object_name: 'membrane', object_id: 'GO:0016020' },
];

export const identifiedObjectsMetadata: JsonObject = {
  object_count: 2,
  columns: ['object_name', 'object_id'],
  file_format: 'json',
  source_file: 'objects.csv',
  identifier: 100,
  ...stamp,
};

export const tomogramMetadata: JsonObject = {
  ...people,
  ctf_corrected: true,
  fiducial_alignment_status: 'FIDUCIAL',
  offset: { x: 0, y: 0, z: 0 },
  processing: 'raw',
  processing_software: null,
  reconstruction_method: 'WBP',
  reconstruction_software: 'IMOD',
  tomogram_version: 1,
  voxel_spacing: 13.48,
  affine_transformation_matrix: identity,
  is_visualization_default: true,
  scales: sizes([12, 20, 18], [6, 10, 9], [3, 5, 5]),
  size: { z: 12, y: 20, x: 18 },
  omezarr_dir: `${tomogram}/TS_A.zarr`,
  mrc_file: `${tomogram}/TS_A.mrc`,
  run_name: 'TS_A',
  key_photo: {
    snapshot: `${spacingDirectory}/Images/100/key-photo-snapshot.png`,
    thumbnail: `${spacingDirectory}/Images/100/key-photo-thumbnail.png`,
  },
  alignment_metadata_path: `${alignment}/alignment_metadata.json`,
  neuroglancer_config_path: `${spacingDirectory}/NeuroglancerPrecompute/100-neuroglancer-config.json`,
  ...stamp,
};

const metres = 13.48e-10;

export const imageLayer: JsonObject = {
  type: 'image',
  name: 'TS_A',
  source: { url: `zarr://https://host.example/${tomogram}/TS_A.zarr` },
};

export const vizConfig: JsonObject = {
  dimensions: { x: [metres, 'm'], y: [metres, 'm'], z: [metres, 'm'] },
};

const objectIds: Readonly<Record<string, string>> = {
  ribosome: 'GO:0005840',
  nucleosome: 'GO:0000786',
  microtubule: 'GO:0005874',
  membrane: 'GO:0016020',
};

/** Returns the metadata of an annotation; `files` are extensions and shapes. */
export function annotationMetadata(
  id: number,
  name: string,
  count: number,
  files: readonly (readonly [ending: string, format: string, shape: string])[],
): JsonObject {
  const key = `${name.replaceAll(' ', '_')}-1.0`;
  return {
    annotation_ingest_id: `${name.replaceAll(' ', '-')}-1`,
    annotation_method: 'Manual',
    annotation_object: { name, id: objectIds[name] ?? 'GO:0031982' },
    annotation_software: 'none',
    ...people,
    method_type: 'manual',
    ground_truth_status: false,
    is_curator_recommended: true,
    version: 1,
    object_count: count,
    files: files.map(([ending, format, shape]) => ({
      format,
      path: `${spacingDirectory}/Annotations/${id}/${key}_${ending}`,
      shape,
      is_visualization_default: false,
    })),
    alignment_metadata_path: `${alignment}/alignment_metadata.json`,
    ...stamp,
  };
}

/** What a file of a point format must hold, for people who write one. */
export interface FormatExample {
  /** Columns or keys without which it is refused. */
  readonly required: string;
  /** Unit of the coordinates in the file. */
  readonly unit: 'voxels' | 'Å' | 'pixels of the tilt series';
  /** What the coordinates count from. */
  readonly origin: string;
  /** A whole file of one point; null for binary formats, and for those that need another file. */
  readonly example: string | null;
  /** A file of one point that needs another file. */
  readonly sample?: string;
}

const corner = '0 at the first voxel';
const centre = '0 at the centre of the tomogram';

const star = (block: string, columns: readonly string[], row: string) =>
  `data_${block}\n\nloop_\n${columns.map((name) => `_${name}\n`).join('')}${row}\n`;

const coordinates = ['rlnCoordinateX', 'rlnCoordinateY', 'rlnCoordinateZ'];
const optics = star('optics', ['rlnOpticsGroup', 'rlnTomoTiltSeriesPixelSize'], '1 2.5');
const imageOptics = star('optics', ['rlnOpticsGroup', 'rlnImagePixelSize'], '1 2.5');
const dynamoRow = '1 1 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 1 0 0 0 10 20 30';

/** One example a format of `pointFormats`, by its name: each is of one point at x 10, y 20, z 30 where the unit is voxels. */
export const formatExamples: Readonly<Record<string, FormatExample>> = {
  csv: { required: 'three columns: x, y, z', unit: 'voxels', origin: corner, example: '10,20,30\n' },
  csv_with_header: {
    required: 'a line of names, then three columns: x, y, z',
    unit: 'voxels',
    origin: corner,
    example: 'x,y,z\n10,20,30\n',
  },
  tsv: { required: 'three columns: x, y, z', unit: 'voxels', origin: corner, example: '10\t20\t30\n' },
  tsv_with_header: {
    required: 'a line of names, then three columns: x, y, z',
    unit: 'voxels',
    origin: corner,
    example: 'x\ty\tz\n10\t20\t30\n',
  },
  mod: { required: 'objects with contours, or slicer angles', unit: 'voxels', origin: corner, example: null },
  relion3_star: {
    required: 'one block with rlnCoordinateX, Y and Z',
    unit: 'voxels',
    origin: corner,
    example: star('', ['rlnMicrographName', ...coordinates], 'TS_001 10 20 30'),
  },
  relion31_star: {
    required: 'data_particles with rlnCoordinateX, Y and Z; data_optics',
    unit: 'voxels',
    origin: corner,
    example: `${imageOptics}\n${star('particles', ['rlnMicrographName', ...coordinates, 'rlnOpticsGroup'], 'TS_001 10 20 30 1')}`,
  },
  relion4_star: {
    required:
      'data_particles with rlnTomoName, rlnCoordinateX, Y and Z, rlnOriginXAngst, YAngst and ZAngst; data_optics',
    unit: 'voxels',
    origin: corner,
    example: `${optics}\n${star(
      'particles',
      [
        'rlnTomoName',
        ...coordinates,
        'rlnOriginXAngst',
        'rlnOriginYAngst',
        'rlnOriginZAngst',
        'rlnOpticsGroup',
      ],
      'TS_001 10 20 30 0 0 0 1',
    )}`,
  },
  relion5_star: {
    required: 'data_particles with rlnCenteredCoordinateXAngst, YAngst and ZAngst; the size of the tomogram',
    unit: 'Å',
    origin: centre,
    example: `${optics}\n${star(
      'particles',
      [
        'rlnTomoName',
        'rlnCenteredCoordinateXAngst',
        'rlnCenteredCoordinateYAngst',
        'rlnCenteredCoordinateZAngst',
        'rlnOpticsGroup',
      ],
      'TS_001 -225 -200 -50 1',
    )}`,
  },
  tomoman_relion_star: {
    required: 'one block with rlnTomoName, rlnCoordinateX, Y and Z',
    unit: 'voxels',
    origin: corner,
    example: star('', ['rlnTomoName', ...coordinates], 'TS_001 10 20 30'),
  },
  stopgap_star: {
    required: 'tomo_num, orig_x, orig_y, orig_z, x_shift, y_shift, z_shift, phi, psi, the; a filter_value',
    unit: 'voxels',
    origin: corner,
    example: star(
      'stopgap_motivelist',
      ['tomo_num', 'orig_x', 'orig_y', 'orig_z', 'x_shift', 'y_shift', 'z_shift', 'phi', 'psi', 'the'],
      '1 10 20 30 0 0 0 0 0 0',
    ),
  },
  dynamo_tbl: {
    required: '26 columns; 24 to 26 are x, y, z',
    unit: 'voxels',
    origin: corner,
    example: `${dynamoRow}\n`,
  },
  em_motl: {
    required: 'an EM volume of 20 columns; rows 8 to 10 are x, y, z',
    unit: 'voxels',
    origin: '1 at the first voxel: 1 is subtracted',
    example: null,
  },
  cbox: {
    required: 'data_cryolo with CoordinateX, Y, Z, Width and Height',
    unit: 'voxels',
    origin: 'corner of the box: half its width and height are added',
    example: star(
      'cryolo',
      ['CoordinateX', 'CoordinateY', 'CoordinateZ', 'Width', 'Height', 'Depth'],
      '5 15 30 10 10 10',
    ),
  },
  coords: {
    required: 'three numbers with blanks between them',
    unit: 'voxels',
    origin: corner,
    example: '10 20 30\n',
  },
  eman2_json: {
    required: 'boxes_3d, a list of [x, y, z, …, class]',
    unit: 'voxels',
    origin: `${corner}; with apix_unbin 0 at the centre`,
    example: '{"boxes_3d": [[10, 20, 30, "manual", 0, 0]]}\n',
  },
  cmm: {
    required: 'marker elements with x, y, z',
    unit: 'Å',
    origin: corner,
    example: '<marker_set name="a">\n<marker id="1" x="100" y="200" z="300" radius="5"/>\n</marker_set>\n',
  },
  tardis: { required: 'IDs, X, Y, Z', unit: 'Å', origin: corner, example: 'IDs,X,Y,Z\n0,100,200,300\n' },
  copick: {
    required: 'points, a list of objects with location',
    unit: 'Å',
    origin: corner,
    example:
      '{"pickable_object_name": "a", "unit": "angstrom", "points": [{"location": {"x": 100, "y": 200, "z": 300}}]}\n',
  },
  peet_motl: {
    required:
      'CCC, …, pIndex, …, xOffset, yOffset, zOffset, …, EulerZ(1), EulerZ(3), EulerX(2), class; a tomograms_path',
    unit: 'voxels',
    origin: `${corner}, as in the model`,
    example: null,
    sample: `CCC,${'reserved,'.repeat(2)}pIndex,wedgeWT,${'NA,'.repeat(5)}xOffset,yOffset,zOffset,NA,NA,reserved,EulerZ(1),EulerZ(3),EulerX(2),class\n0.5,0,0,1,1,0,0,0,0,0,1,-2,0.5,0,0,0,0,90,0,1\n`,
  },
  amira_graph: {
    required: 'NumEdgePoints of each EDGE, and EdgePointCoordinates of each POINT',
    unit: 'Å',
    origin: corner,
    example: [
      '# AmiraMesh 3D ASCII 3.0',
      'define VERTEX 0',
      'define EDGE 1',
      'define POINT 1',
      'EDGE { int NumEdgePoints } @1',
      'POINT { float[3] EdgePointCoordinates } @2',
      '@1',
      '1',
      '@2',
      '10 20 30\n',
    ].join('\n'),
  },
  cets: {
    required:
      'regions with tomograms and annotations that have origin3D in a frame of their source_tomogram_id',
    unit: 'Å',
    origin: 'where the transformations of the tomogram say',
    example: `${JSON.stringify({
      regions: [
        {
          id: 'TS_001',
          tomograms: [
            {
              id: 'TS_001_tomogram',
              coordinate_transformations: [
                { sequence: [{ translation: [-5, -5, -5] }, { scale: [10, 10, 10] }] },
              ],
            },
          ],
          annotations: [
            {
              id: 'TS_001_ribosome',
              source_tomogram_id: 'TS_001_tomogram',
              coordinate_transformations: [{ input: 'physical', output: 'physical' }],
              origin3D: [[50, 150, 250]],
            },
          ],
        },
      ],
    })}\n`,
  },
  pytom_xml: {
    required: 'Particle elements with PickPosition; Rotation for orientations',
    unit: 'voxels',
    origin: corner,
    example: [
      '<ParticleList>',
      '  <Particle Filename="1.em">',
      '    <Rotation X="0" Paradigm="ZXZ" Z1="0" Z2="0"/>',
      '    <Shift X="0.5" Y="0" Z="0"/>',
      '    <PickPosition Origin="TS_001.mrc" X="9.5" Y="20" Z="30"/>',
      '  </Particle>',
      '</ParticleList>\n',
    ].join('\n'),
  },
  m_star: {
    required: 'wrpCoordinateX1, Y1 and Z1; wrpSourceName where a filter_value selects the tomogram',
    unit: 'Å',
    origin: corner,
    example: star(
      '',
      [
        'wrpCoordinateX1',
        'wrpCoordinateY1',
        'wrpCoordinateZ1',
        'wrpAngleRot1',
        'wrpAngleTilt1',
        'wrpAnglePsi1',
        'wrpSourceName',
      ],
      '100 200 300 0 0 0 TS_001.tomostar',
    ),
  },
  napari_csv: {
    required: 'a header that begins with index,axis-0,axis-1,axis-2, which are z, y, x',
    unit: 'voxels',
    origin: corner,
    example: 'index,axis-0,axis-1,axis-2\n0.0,30.0,20.0,10.0\n',
  },
  deepfinder_xml: {
    required: 'object elements with class_label, x, y, z; a filter_value such as @0 where tomo_idx differ',
    unit: 'voxels',
    origin: corner,
    example:
      '<objlist>\n  <object tomo_idx="0" class_label="1" x="10.000" y="20.000" z="30.000"/>\n</objlist>\n',
  },
};

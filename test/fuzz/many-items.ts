/** A text of very many items, and where the tiny deposition (`makeTinyDeposition`) reads it. */
export interface ManyItems {
  readonly name: string;
  /** Path below the sources; null for the configuration itself. */
  readonly file: string | null;
  /** The source of annotations that reads it, in YAML flow style; absent where the configuration names the file already. */
  readonly source?: string;
  /** Text of the configuration, and what takes its place. */
  readonly edit?: readonly [from: RegExp, to: string];
  /** MiB that reading may take instead of 256: a mesh of a million triangles is valid, and is read whole. */
  readonly most?: number;
  readonly head?: string;
  /** One item; it may be of several lines. */
  item(index: number): string;
  readonly tail?: string;
}

/** Items of each text, and bytes after which it ends earlier. */
export const [mostItems, mostBytes] = [1_000_000, 64 * 2 ** 20];

const columns = (names: readonly string[], block = '') =>
  `data_${block}\n\nloop_\n${names.map((name) => `_${name}\n`).join('')}`;
const xyz = (spell: string) => ['X', 'Y', 'Z'].map((axis) => spell.replace('?', axis));
const angles = ['rlnAngleRot', 'rlnAngleTilt', 'rlnAnglePsi'];
const optics = `${columns(['rlnOpticsGroup', 'rlnTomoTiltSeriesPixelSize', 'rlnImagePixelSize'], 'optics')}1 10 10\n\n`;
const place = (index: number) => `${index % 19} ${index % 21} ${index % 12}`;

/** Points of every format that is text. */
const points = (
  name: string,
  file_format: string,
  item: ManyItems['item'],
  { head, tail, more = '' }: { head?: string; tail?: string; more?: string } = {},
): ManyItems => ({
  name,
  file: `points/${name}`,
  source: `${/tardis|graph/.test(name) ? 'InstanceSegmentation' : head?.includes('rlnAngleRot') || file_format === 'stopgap_star' ? 'OrientedPoint' : 'Point'}: {file_format: ${file_format}, glob_string: points/${name}${more}}`,
  item,
  ...(head === undefined ? {} : { head }),
  ...(tail === undefined ? {} : { tail }),
});
const ofRun = { more: ', filter_value: TS_001' };
const mesh = (
  name: string,
  item: ManyItems['item'],
  more: { head?: string; tail?: string } = {},
): ManyItems => ({
  name,
  file: `meshes/${name}`,
  source: `TriangularMesh: {file_format: auto, glob_string: meshes/${name}}`,
  most: 400,
  item,
  ...more,
});
const triangle = (index: number) => [`${index % 7} 0 0`, `0 ${index % 5} 0`, `0 0 ${index % 3}`];
const ctf = (name: string, format: string, item: ManyItems['item'], head?: string): ManyItems => ({
  name: `ctf ${name}`,
  file: 'ctf/TS_001_ctf.txt',
  ...(format === 'CTFFIND' ? {} : { edit: [/format: CTFFIND/, `format: ${format}`] }),
  item,
  ...(head === undefined ? {} : { head }),
});
const alignment = (name: string, item: ManyItems['item']): ManyItems => ({
  name: `alignment ${name}`,
  file: `alignments/TS_001.${name}`,
  item,
});
const relionTilts = ['XTilt', 'YTilt', 'ZRot', 'XShiftAngst', 'YShiftAngst'].map((key) => `rlnTomo${key}`);

/** Every reader of text, one row a format. */
export const manyItems: readonly ManyItems[] = [
  points('points.csv', 'csv', (at) => `${place(at).replaceAll(' ', ',')}\n`),
  points('headed.csv', 'csv_with_header', (at) => `${place(at).replaceAll(' ', ',')}\n`, { head: 'x,y,z\n' }),
  points('points.tsv', 'tsv', (at) => `${place(at).replaceAll(' ', '\t')}\n`),
  points('headed.tsv', 'tsv_with_header', (at) => `${place(at).replaceAll(' ', '\t')}\n`, {
    head: 'x\ty\tz\n',
  }),
  points('points.coords', 'coords', (at) => `${place(at)}\n`),
  points('relion3.star', 'relion3_star', (at) => `TS_001 ${place(at)} 0 90 0\n`, {
    head: columns(['rlnMicrographName', ...xyz('rlnCoordinate?'), ...angles]),
    ...ofRun,
  }),
  points('relion31.star', 'relion31_star', (at) => `TS_001 1 ${place(at)} 0 90 0\n`, {
    head:
      optics +
      columns(['rlnMicrographName', 'rlnOpticsGroup', ...xyz('rlnCoordinate?'), ...angles], 'particles'),
    ...ofRun,
  }),
  points('optics.star', 'relion31_star', (at) => `${at} 10 10\n`, {
    head: columns(['rlnOpticsGroup', 'rlnTomoTiltSeriesPixelSize', 'rlnImagePixelSize'], 'optics'),
    tail: `\n${columns(['rlnMicrographName', 'rlnOpticsGroup', ...xyz('rlnCoordinate?'), ...angles], 'particles')}TS_001 1 1 1 1 0 90 0\n`,
    ...ofRun,
  }),
  points('names.star', 'relion4_star', (at) => `TS_${at} 1 ${place(at)} 0 90 0\n`, {
    head:
      optics + columns(['rlnTomoName', 'rlnOpticsGroup', ...xyz('rlnCoordinate?'), ...angles], 'particles'),
    ...ofRun,
  }),
  points('relion5.star', 'relion5_star', () => 'TS_001 1 0 0 0 0 90 0\n', {
    head:
      optics +
      columns(
        ['rlnTomoName', 'rlnOpticsGroup', ...xyz('rlnCenteredCoordinate?Angst'), ...angles],
        'particles',
      ),
    ...ofRun,
  }),
  points('stopgap.star', 'stopgap_star', (at) => `${at} 1 ${place(at)} 0 0 0 1 2 3\n`, {
    head: columns(
      'motl_idx tomo_num orig_x orig_y orig_z x_shift y_shift z_shift phi psi the'.split(' '),
      'stopgap_motivelist',
    ),
    more: ', filter_value: "1"',
  }),
  points('many-columns.star', 'relion3_star', (at) => `_rln${at}\n`, { head: 'data_\n\nloop_\n', ...ofRun }),
  points('many-blocks.star', 'relion3_star', (at) => `data_${at}\n\n_rln 1\n\n`, ofRun),
  points(
    'crop.tbl',
    'dynamo_tbl',
    (at) =>
      `${at} 1 1 0 0 0 0 0 0 0 0 0 0 -60 60 -60 60 0 0 1 0 0 0 ${place(at)} 0 0 0 0 0 0 0 0 0 0 0 0 0 0\n`,
  ),
  points('picks.cbox', 'cbox', (at) => `${place(at)} 4 4 4\n`, {
    head: columns([...xyz('Coordinate?'), 'Width', 'Height', 'Depth'], 'cryolo'),
  }),
  points('eman2.json', 'eman2_json', (at) => `[${place(at).replaceAll(' ', ',')},"manual",0,0],`, {
    head: '{"class_list": {}, "boxes_3d": [',
    tail: '[1,1,1,"manual",0,0]]}',
  }),
  points('copick.json', 'copick', (at) => `{"location":{"x":${at % 9},"y":1,"z":1}},`, {
    head: '{"pickable_object_name":"a","user_id":"b","session_id":"1","run_name":"TS_001","unit":"angstrom","points":[',
    tail: '{"location":{"x":1,"y":1,"z":1}}]}',
  }),
  points('markers.cmm', 'cmm', (at) => `<marker id="${at}" x="1" y="2" z="3" radius="1"/>\n`, {
    head: '<marker_set name="a">\n',
    tail: '</marker_set>\n',
  }),
  points('tardis.csv', 'auto', (at) => `${at},1,2,3\n`, { head: 'IDs,X [A],Y [A],Z [A]\n' }),
  points('graph.am', 'auto', () => '1 2 3\n', {
    head: `# AmiraMesh 3D ASCII 3.0\n\ndefine VERTEX 1\ndefine EDGE 1\ndefine POINT ${mostItems}\n\nVERTEX { float[3] VertexCoordinates } @1\nEDGE { int[2] EdgeConnectivity } @2\nEDGE { int NumEdgePoints } @3\nPOINT { float[3] EdgePointCoordinates } @4\n\n@1\n0 0 0\n\n@2\n0 0\n\n@3\n${mostItems}\n\n@4\n`,
  }),
  mesh('many.obj', (at) => `v ${at % 7} ${at % 5} ${at % 3}\nf -1 1 2\n`, { head: 'v 0 0 0\nv 1 0 0\n' }),
  mesh('polygon.obj', (at) => (at === 0 ? 'f 1' : ` ${(at % 3) + 1}`), {
    head: 'v 0 0 0\nv 1 0 0\nv 0 1 0\n',
    tail: '\n',
  }),
  mesh(
    'many.stl',
    (at) =>
      `facet normal 0 0 0\nouter loop\n${triangle(at)
        .map((vertex) => `vertex ${vertex}\n`)
        .join('')}endloop\nendfacet\n`,
    { head: 'solid a\n', tail: 'endsolid a\n' },
  ),
  mesh('many.ply', (at) => `${at % 7} ${at % 5} ${at % 3}\n`, {
    head: `ply\nformat ascii 1.0\nelement vertex ${mostItems}\nproperty float x\nproperty float y\nproperty float z\nelement face 1\nproperty list uchar int vertex_indices\nend_header\n`,
    tail: '3 0 1 2\n',
  }),
  mesh('elements.ply', (at) => `element e${at} 0\n`, { head: 'ply\nformat ascii 1.0\n' }),
  mesh('many.vtk', (at) => `${at % 7} ${at % 5} ${at % 3}\n`, {
    head: `# vtk DataFile Version 3.0\na\nASCII\nDATASET POLYDATA\nPOINTS ${mostItems} float\n`,
    tail: 'POLYGONS 1 4\n3 0 1 2\n',
  }),
  mesh('many.vtp', (at) => `${at % 7} ${at % 5} ${at % 3}\n`, {
    head: `<?xml version="1.0"?>\n<VTKFile type="PolyData" version="0.1"><PolyData><Piece NumberOfPoints="${mostItems}" NumberOfPolys="1"><Points><DataArray type="Float32" NumberOfComponents="3" format="ascii">\n`,
    tail: '</DataArray></Points><Polys><DataArray type="Int32" Name="connectivity" format="ascii">0 1 2</DataArray><DataArray type="Int32" Name="offsets" format="ascii">3</DataArray></Polys></Piece></PolyData></VTKFile>\n',
  }),
  mesh('many.surf', (at) => `${at % 7} ${at % 5} ${at % 3}\n`, {
    head: `# HyperSurface 0.1 ASCII\n\nVertices ${mostItems}\n`,
    tail: 'Patches 1\n{\nInnerRegion a\nOuterRegion b\nTriangles 1\n1 2 3\n}\n',
  }),
  mesh('many.gltf', (at) => `{"name":"${at}"},`, {
    head: '{"asset":{"version":"2.0"},"nodes":[',
    tail: '{}]}',
  }),
  {
    name: 'mdoc',
    file: 'tiltseries/TS_001.mdoc',
    head: 'PixelSpacing = 10\nImageFile = TS_001.st\n\n',
    item: (at) => `[ZValue = ${at}]\nTiltAngle = 1\n`,
  },
  {
    name: 'mdoc keys',
    file: 'tiltseries/TS_001.mdoc',
    head: 'PixelSpacing = 10\n\n[ZValue = 0]\nTiltAngle = 1\n',
    item: (at) => `Key${at} = 1\n`,
  },
  {
    name: 'mdoc titles',
    file: 'tiltseries/TS_001.mdoc',
    head: 'PixelSpacing = 10\n\n',
    item: (at) => `[T = ${at}]\n`,
  },
  { name: 'rawtlt', file: 'tiltseries/TS_001.rawtlt', item: () => '1.00\n' },
  {
    name: 'rawtlt in one line',
    file: 'tiltseries/TS_001.rawtlt',
    item: () => '1.00 ',
  },
  alignment('xf', () => '1 0 0 1 0 0\n'),
  alignment('tlt', () => '1.00\n'),
  alignment('xtilt', () => '1.00\n'),
  {
    name: 'alignment aln',
    file: 'alignments/TS_002.aln',
    head: '# AreTomo Alignment / Priims bprmMn\n# RawSize = 10 10 4\n# NumPatches = 0\n# SEC     ROT         GMAG       TX          TY      SMEAN     SFIT    SCALE     BASE     TILT\n',
    item: (at) => `${at} -84.9 1 0 0 1 1 1 0 1\n`,
  },
  {
    name: 'alignment star',
    file: 'alignments/TS_002.aln',
    edit: [/format: ARETOMO3/, 'format: RELION'],
    head: columns(['rlnTomoNominalStageTiltAngle', ...relionTilts], 'TS_002'),
    item: () => '1 0 1 85 0 0\n',
  },
  {
    name: 'alignment xml',
    file: 'alignments/TS_002.aln',
    edit: [/format: ARETOMO3/, 'format: WARP'],
    head: '<TiltSeries><Angles>',
    item: () => '1\n',
    tail: '</Angles></TiltSeries>\n',
  },
  {
    name: 'alignment xml nodes',
    file: 'alignments/TS_002.aln',
    edit: [/format: ARETOMO3/, 'format: WARP'],
    head: '<TiltSeries><Angles>1</Angles><GridCTF Width="1" Height="1" Depth="9">',
    item: (at) => `<Node X="0" Y="0" Z="${at}" Value="3"/>\n`,
    tail: '</GridCTF></TiltSeries>\n',
  },
  ctf('CTFFIND', 'CTFFIND', (at) => `${at + 1} 24000 23000 -42 0.5 0.1 9\n`, '# one\n'),
  ctf('Gctf', 'Gctf', (at) => `${at + 1} 24000 23000 -42 0.5 9\n`),
  ctf('IMOD', 'IMOD', (at) => `${at + 1} ${at + 1} 0 0 3000 3100 12\n`, '1 0 0 0 0 3\n'),
  ctf(
    'RELION',
    'RELION',
    () => '1 24000 23000 10\n',
    columns(['rlnTomoNominalStageTiltAngle', 'rlnDefocusU', 'rlnDefocusV', 'rlnDefocusAngle']),
  ),
  {
    name: 'run data',
    file: 'run_data.tsv',
    head: 'run_name\ttilt_min\ttilt_max\ttilt_axis\ttotal_flux\tquality\n',
    item: (at) => `TS_${at}\t-60\t60\t1\t1\t1\n`,
  },
  {
    name: 'objects',
    file: 'objects/identified_objects.csv',
    head: 'object_id,object_name,object_description,object_state\n',
    item: (at) => `GO:${at},a,b,c\n`,
  },
  {
    name: 'captions',
    file: 'points/captions.json',
    source: 'GlobalCaption: {file_format: saber, glob_string: points/captions.json}',
    head: '{"captions":[',
    item: () => '{"text":"a"},',
    tail: '{"text":"b"}]}',
  },
  { name: 'configuration keys', file: null, item: (at) => `key${at}: 1\n` },
  { name: 'configuration anchors', file: null, item: (at) => `key${at}: &a${at} [1]\n` },
  { name: 'configuration in one line', file: null, head: 'a: [', item: () => '1,', tail: '1]\n' },
];

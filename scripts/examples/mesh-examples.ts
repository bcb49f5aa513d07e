/** What a mesh file of a format must hold, for people who write one. */
export interface MeshExample {
  /** Lines or elements without which it is refused. */
  readonly required: string;
  /** A whole file of one triangle; null for binary formats. */
  readonly example: string | null;
}

const lines = (...text: readonly string[]) => `${text.join('\n')}\n`;
const array = (name: string, type: string, values: string, components = 1) =>
  `<DataArray type="${type}" Name="${name}" NumberOfComponents="${components}" format="ascii">${values}</DataArray>`;

/** One example a format of `meshFormats`, by its name: each is of one triangle with sides of 10 along x and y. */
export const meshExamples: Readonly<Record<string, MeshExample>> = {
  obj: {
    required: 'v and f lines; vertices are counted from 1',
    example: lines('v 0 0 0', 'v 10 0 0', 'v 0 10 0', 'f 1 2 3'),
  },
  stl: {
    required: 'facets of three vertices',
    example: lines(
      'solid a',
      'facet normal 0 0 1',
      'outer loop',
      'vertex 0 0 0',
      'vertex 10 0 0',
      'vertex 0 10 0',
      'endloop',
      'endfacet',
      'endsolid a',
    ),
  },
  vtk: {
    required:
      'DATASET POLYDATA or UNSTRUCTURED_GRID, POINTS, and POLYGONS or CELLS; points are counted from 0',
    example: lines(
      '# vtk DataFile Version 3.0',
      'a triangle',
      'ASCII',
      'DATASET POLYDATA',
      'POINTS 3 float',
      '0 0 0 10 0 0 0 10 0',
      'POLYGONS 1 4',
      '3 0 1 2',
    ),
  },
  vtp: {
    required: 'Points, and Polys with connectivity and offsets; points are counted from 0',
    example: lines(
      '<VTKFile type="PolyData" version="1.0" byte_order="LittleEndian">',
      '<PolyData>',
      '<Piece NumberOfPoints="3" NumberOfPolys="1">',
      `<Points>${array('Points', 'Float32', '0 0 0 10 0 0 0 10 0', 3)}</Points>`,
      '<Polys>',
      array('connectivity', 'Int32', '0 1 2'),
      array('offsets', 'Int32', '3'),
      '</Polys>',
      '</Piece>',
      '</PolyData>',
      '</VTKFile>',
    ),
  },
  ply: {
    required: 'elements vertex (x, y, z) and face (vertex_indices); vertices are counted from 0',
    example: lines(
      'ply',
      'format ascii 1.0',
      'element vertex 3',
      'property float x',
      'property float y',
      'property float z',
      'element face 1',
      'property list uchar int vertex_indices',
      'end_header',
      '0 0 0',
      '10 0 0',
      '0 10 0',
      '3 0 1 2',
    ),
  },
  sff: {
    required: 'segments with a mesh_list of vertices and triangles, as base64 of float32 and uint32',
    example: lines(
      '<segmentation>',
      '<version>0.8.0.dev1</version>',
      '<segment_list>',
      '<segment id="1" parent_id="0">',
      '<biological_annotation><name>a</name></biological_annotation>',
      '<mesh_list><mesh id="0">',
      '<vertices num_vertices="3" data="AAAAAAAAAAAAAAAAAAAgQQAAAAAAAAAAAAAAAAAAIEEAAAAA"/>',
      '<triangles num_triangles="1" data="AAAAAAEAAAACAAAA"/>',
      '</mesh></mesh_list>',
      '</segment>',
      '</segment_list>',
      '</segmentation>',
    ),
  },
  glb: { required: 'a mesh of triangles with POSITION', example: null },
  hff: { required: 'what sff holds, in HDF5', example: null },
  surf: {
    required:
      'Vertices, and Patches with InnerRegion, OuterRegion and Triangles; vertices are counted from 1',
    example: lines(
      '# HyperSurface 0.1 ASCII',
      'Vertices 3',
      '0 0 0',
      '10 0 0',
      '0 10 0',
      'Patches 1',
      '{',
      'InnerRegion a',
      'OuterRegion Exterior',
      'Triangles 1',
      '1 2 3',
      '}',
    ),
  },
};

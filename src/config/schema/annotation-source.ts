import Type, { type TProperties } from 'typebox';
import { meshFormats } from '../../formats/mesh/index.js';
import { pointFormatNames } from '../../formats/points/index.js';
import { mapping, optional, optionalFlag, optionalList, optionalText } from '../../metadata/index.js';
import type { AnnotationShape } from '../config.js';
import { choice, exclude, parentFilters } from './source.js';

const glob = Type.String({ minLength: 1 });

function shape(
  title: AnnotationShape,
  description: string,
  formats: readonly string[],
  more: TProperties = {},
) {
  return mapping(title, description, {
    file_format: Type.Enum([...formats], { description: 'Format of the files.' }),
    glob_string: optional(glob, 'Glob with {variables}; results are named by their base name.'),
    glob_strings: optionalList(glob, 'Several globs; results are named by their full path.'),
    is_visualization_default: optionalFlag('Whether viewers show it first (default false).'),
    is_portal_standard: optionalFlag('Kept for older files, without effect.'),
    ...more,
  });
}

const axes = (description: string) => optional(Type.Enum(['xyz', 'zyx']), description);

const binning = optional(Type.Number({ minimum: 0 }), 'Divides the coordinates (default 1).');

const rowFilter = optionalText('Template of the value that selects the rows of a run.');

const meshSource = optionalText(
  'Template of the path of a mesh (GLB, OBJ, STL or VTK, in Å) that viewers show at each point, turned as it is.',
);

const withoutMesh = optionalText('Kept for older files, without effect: these points have no orientation.');

const rescale = optionalFlag('Whether to resize to the size of the alignment (default false).');

const scale = optional(Type.Number({ minimum: 0 }), 'Multiplies the coordinates (default 1).');

const meshFormatNames = (isGroup: boolean) =>
  meshFormats.filter((format) => format.isGroup === isGroup).map(({ name }) => name);

const shapes: Readonly<Record<AnnotationShape, ReturnType<typeof shape>>> = {
  Point: shape('Point', 'Points.', pointFormatNames('point'), {
    binning,
    columns: axes('Order of the coordinate columns (default xyz).'),
    delimiter: optional(Type.String({ minLength: 1 }), 'What separates the columns (default a comma).'),
    filter_value: rowFilter,
  }),
  OrientedPoint: shape('OrientedPoint', 'Points with an orientation.', pointFormatNames('orientedPoint'), {
    binning,
    order: axes('Order of the axes in the file (default xyz).'),
    filter_value: rowFilter,
    mesh_source_path: meshSource,
  }),
  InstanceSegmentation: shape(
    'InstanceSegmentation',
    'Points that belong to instances.',
    pointFormatNames('instancePoint'),
    {
      binning,
      order: axes('Order of the axes in the file (default xyz).'),
      filter_value: rowFilter,
      mesh_source_path: withoutMesh,
    },
  ),
  SegmentationMask: shape('SegmentationMask', 'A mask (use SemanticSegmentationMask instead).', [
    'mrc',
    'zarr',
  ]),
  SemanticSegmentationMask: shape('SemanticSegmentationMask', 'Voxels of one kind.', ['mrc', 'zarr'], {
    mask_label: optional(Type.Integer({ minimum: 0 }), 'Value of the voxels that count (default 1).'),
    rescale,
    threshold: optional(Type.Number(), 'Voxels of at least this value count; not with a label other than 1.'),
  }),
  InstanceSegmentationMask: shape(
    'InstanceSegmentationMask',
    'Voxels numbered by instance.',
    ['mrc', 'zarr'],
    {
      rescale,
    },
  ),
  TriangularMesh: shape('TriangularMesh', 'A mesh.', meshFormatNames(false), { scale_factor: scale }),
  TriangularMeshGroup: shape('TriangularMeshGroup', 'One mesh of several in a file.', meshFormatNames(true), {
    scale_factor: scale,
    name: optionalText('Name of the mesh.'),
    mesh_name: optionalText('Name of the mesh; the same as name.'),
  }),
  GlobalCaption: shape('GlobalCaption', 'A caption of the tomogram.', ['saber']),
  AnnotationCaption: shape('AnnotationCaption', 'Captions of annotated objects.', ['saber'], {
    companion_shape: Type.String({ minLength: 1, description: 'Shape of the annotation that is described.' }),
  }),
};

/** A source of an annotation: exactly one shape. */
export const annotationSource = choice(
  'AnnotationSource',
  'Where to look: exactly one shape with its files.',
  'shape',
  shapes,
  { ...parentFilters(['deposition', 'dataset', 'run', 'voxel_spacing']), exclude },
);

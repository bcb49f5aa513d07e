import type { TProperties } from 'typebox';
import * as Type from 'typebox';
import type { PointType } from '../../formats/points/point.js';
import { volumeFormatNames } from '../../volume/volume.js';
import { optional, optionalFlag, optionalText } from '../metadata/fields.js';

/** Keys of the configuration that several shapes share. */
const axes = (description: string) => optional(Type.Enum(['xyz', 'zyx']), description);

const binning = optional(Type.Number({ minimum: 0 }), 'Divides the coordinates (default 1).');

const rowFilter = optionalText('Template of the value that selects the rows of a run.');

const rescale = optionalFlag('Whether to resize to the size of the alignment (default false).');

const keepEmpty = optionalFlag(
  'Whether a run without points gets an annotation of 0 objects: that they were looked for and not found (default false).',
);

const scale = optional(Type.Number({ minimum: 0 }), 'Multiplies the coordinates (default 1).');

const tomograms = optionalText(
  'Template of the path of the file that lists the tomograms: tomograms.star of RELION 5, the .doc of a Dynamo table; of PEET the model.',
);

/** A shape of annotations: how it is configured, published, shown in a viewer and counted. */
export interface ShapeRow {
  /** Name in metadata and, in lower case, in file names. The key of the table is the name in a configuration. */
  readonly published: string;
  readonly description: string;
  /** Values of `file_format`; by default every format that its content can be read from, and `auto`. */
  readonly fileFormats?: readonly string[];
  /** Keys of the configuration that not every shape has. */
  readonly options?: TProperties;
  readonly content: ShapeContent;
  /** Kind of the viewer's layer; null for shapes that a viewer does not show. */
  readonly layer: LayerKind | null;
  /** The objects that `object_count` counts. */
  readonly counts: 'points' | 'instances' | 'labels' | 'meshes' | 'captions' | 'nothing';
  /** Name of the shape in the paths of precomputed meshes that are shown at its points. */
  readonly meshInstances?: string;
}

export type ShapeContent =
  | { readonly kind: 'points'; readonly type: PointType }
  | { readonly kind: 'mask'; readonly voxels: 'semantic-mask' | 'instance-mask' }
  | { readonly kind: 'mesh'; readonly isOfGroup: boolean }
  | { readonly kind: 'caption'; readonly of: 'tomogram' | 'annotation' };

/**
 * Kinds of layers in a viewer: the kind of precomputed data that each loads, its name on the portal, and how it shows
 * points, or null for other data. In layers by instance, each instance has its own colour.
 */
export const layerKinds = {
  points: { precomputed: 'points', name: 'point', points: 'points', isByInstance: false },
  'oriented-points': { precomputed: 'lines', name: 'orientedpoint', points: 'oriented', isByInstance: false },
  'instance-points': { precomputed: 'points', name: 'point', points: 'instances', isByInstance: true },
  segmentation: { precomputed: 'segmentation', name: 'segmentation', points: null, isByInstance: false },
  'instance-segmentation': {
    precomputed: 'segmentation',
    name: 'instancesegmentation',
    points: null,
    isByInstance: true,
  },
  mesh: { precomputed: 'segmentation', name: 'mesh', points: null, isByInstance: false },
} as const;

export type LayerKind = keyof typeof layerKinds;

/** Formats of masks. */
const volumeFormats = [...volumeFormatNames, 'hff', 'auto'] as const;
const semanticMask = {
  published: 'SegmentationMask',
  fileFormats: volumeFormats,
  content: { kind: 'mask', voxels: 'semantic-mask' },
  layer: 'segmentation',
  counts: 'nothing',
} as const;

/** Every shape of annotations, by its name in a configuration. */
const annotationShapeTable = {
  Point: {
    published: 'Point',
    description: 'Points.',
    options: {
      binning,
      columns: axes('Order of the coordinate columns (default xyz).'),
      delimiter: optional(Type.String({ minLength: 1 }), 'What separates the columns (default a comma).'),
      filter_value: rowFilter,
      keep_empty: keepEmpty,
      tomograms_path: tomograms,
    },
    content: { kind: 'points', type: 'point' },
    layer: 'points',
    counts: 'points',
  },
  OrientedPoint: {
    published: 'OrientedPoint',
    description: 'Points with an orientation.',
    options: {
      binning,
      order: axes('Order of the axes in the file (default xyz).'),
      filter_value: rowFilter,
      keep_empty: keepEmpty,
      tomograms_path: tomograms,
      mesh_source_path: optionalText(
        'Template of the path of a mesh (GLB, OBJ, STL or VTK, in Å) that viewers show at each point, turned as it is.',
      ),
    },
    content: { kind: 'points', type: 'orientedPoint' },
    layer: 'oriented-points',
    counts: 'points',
    meshInstances: 'orientedmesh',
  },
  InstanceSegmentation: {
    published: 'InstanceSegmentation',
    description: 'Points that belong to instances.',
    options: {
      binning,
      order: axes('Order of the axes in the file (default xyz).'),
      filter_value: rowFilter,
      keep_empty: keepEmpty,
      mesh_source_path: optionalText(
        'Kept for older files, without effect: these points have no orientation.',
      ),
    },
    content: { kind: 'points', type: 'instancePoint' },
    layer: 'instance-points',
    counts: 'instances',
  },
  SegmentationMask: { ...semanticMask, description: 'A mask (use SemanticSegmentationMask instead).' },
  SemanticSegmentationMask: {
    ...semanticMask,
    description: 'Voxels of one kind.',
    options: {
      mask_label: optional(Type.Integer({ minimum: 0 }), 'Value of the voxels that count (default 1).'),
      rescale,
      threshold: optional(
        Type.Number(),
        'Voxels of at least this value count; not with a label other than 1.',
      ),
    },
  },
  InstanceSegmentationMask: {
    published: 'InstanceSegmentationMask',
    description: 'Voxels numbered by instance.',
    fileFormats: volumeFormats,
    options: { rescale },
    content: { kind: 'mask', voxels: 'instance-mask' },
    layer: 'instance-segmentation',
    counts: 'labels',
  },
  TriangularMesh: {
    published: 'TriangularMesh',
    description: 'A mesh.',
    options: { scale_factor: scale },
    content: { kind: 'mesh', isOfGroup: false },
    layer: 'mesh',
    counts: 'meshes',
  },
  TriangularMeshGroup: {
    published: 'TriangularMesh',
    description: 'One mesh of several in a file.',
    options: {
      scale_factor: scale,
      name: optionalText('Name of the mesh.'),
      mesh_name: optionalText('Name of the mesh; the same as name.'),
    },
    content: { kind: 'mesh', isOfGroup: true },
    layer: 'mesh',
    counts: 'meshes',
  },
  GlobalCaption: {
    published: 'GlobalCaption',
    description: 'A caption of the tomogram.',
    fileFormats: ['saber'],
    content: { kind: 'caption', of: 'tomogram' },
    layer: null,
    counts: 'captions',
  },
  AnnotationCaption: {
    published: 'AnnotationCaption',
    description: 'Captions of annotated objects.',
    fileFormats: ['saber'],
    options: {
      companion_shape: Type.String({
        minLength: 1,
        description: 'Shape of the annotation that is described.',
      }),
    },
    content: { kind: 'caption', of: 'annotation' },
    layer: null,
    counts: 'captions',
  },
} as const satisfies Readonly<Record<string, ShapeRow>>;

type Table = typeof annotationShapeTable;

export type AnnotationShape = keyof Table;

type PublishedShape = Table[AnnotationShape]['published'];

/** The table with the type of its rows, for code that handles any shape. */
export const annotationShapes: Readonly<Record<AnnotationShape, ShapeRow>> = annotationShapeTable;

/** Names of the shapes in a configuration, in the order of the table. */
export const annotationShapeNames = Object.keys(annotationShapeTable) as readonly AnnotationShape[];

/** Names of the shapes in metadata, each once. */
export const publishedShapes: readonly PublishedShape[] = [
  ...new Set(annotationShapeNames.map((name) => annotationShapeTable[name].published)),
];

const byPublished = new Map(Object.values(annotationShapes).map((row) => [row.published.toLowerCase(), row]));

/** Returns a shape by its name in metadata or file names, in any case; null for an unknown name. */
export function publishedShape(name: string): ShapeRow | null {
  return byPublished.get(name.toLowerCase()) ?? null;
}

/** Shapes at whose points meshes can be shown. */
export const shapesWithMeshes = Object.values(annotationShapes).filter(
  (row): row is ShapeRow & { readonly meshInstances: string } => row.meshInstances !== undefined,
);

/** Returns the shape for the name of a directory of precomputed meshes; null for other names. */
export function shapeOfMeshInstances(name: string): ShapeRow | null {
  return shapesWithMeshes.find(({ meshInstances }) => meshInstances === name) ?? null;
}

const viewedFormats = { points: 'ndjson', mask: 'zarr', mesh: 'glb', caption: null } as const;

export type ViewedFormat = NonNullable<(typeof viewedFormats)[ShapeContent['kind']]>;

/** Returns the format of the published file that a viewer's layer shows; null for shapes without a layer. */
export function viewedFormat({ content, layer }: ShapeRow): ViewedFormat | null {
  return layer === null ? null : viewedFormats[content.kind];
}

import { packedPng } from '../../../formats/support/packed-png.js';
import { makeMrc } from '../../../volume/support/make-mrc.js';
import {
  cube,
  instancePoints,
  makeMesh,
  makePicture,
  ndjson,
  orientedPoints,
  plainPoints,
  rotationAboutZ,
} from '../make-content.js';
import { annotations, labelLevels, maskLevels, putText } from '../make-tree.js';
import { type MadeLevel, putZarr } from '../make-zarr.js';
import { annotationData, editText, type PlantedChange } from './plant.js';

/** Changes of annotations and pictures. */
export const annotationChanges: readonly PlantedChange[] = [
  {
    name: 'a point moved by half a voxel',
    plant: (tree) => {
      const points = plainPoints();
      (points[7] as (typeof points)[0]).location.x += 0.5;
      putText(tree, annotationData(annotations.points)(tree), ndjson(points));
    },
    expected: ['annotation 101: science points-moved'],
    status: 1,
  },
  {
    name: 'a point more and one less',
    plant: (tree) => {
      const [first, ...points] = plainPoints();
      putText(
        tree,
        annotationData(annotations.points)(tree),
        ndjson([...points, { ...first, location: { x: 500, y: 5, z: 5 } }]),
      );
    },
    expected: ['annotation 101: science points-removed', 'annotation 101: science points-added'],
    status: 1,
  },
  {
    name: 'points with the line ends of Windows',
    plant: (tree) =>
      putText(tree, annotationData(annotations.points)(tree), ndjson(plainPoints()).replaceAll('\n', '\r\n')),
    expected: ['annotation 101: storage line-ends'],
    status: 0,
  },
  {
    name: 'points in another order',
    plant: (tree) => putText(tree, annotationData(annotations.points)(tree), ndjson(plainPoints().reverse())),
    expected: ['annotation 101: storage points-order'],
    status: 0,
  },
  {
    name: 'points with other blanks',
    plant: editText(annotationData(annotations.points), (text) => text.replaceAll(':', ': ')),
    expected: ['annotation 101: storage spacing-and-escapes'],
    status: 0,
  },
  {
    name: 'a matrix turned by one degree',
    plant: (tree) => {
      const points = orientedPoints();
      (points[4] as (typeof points)[0]).xyz_rotation_matrix = rotationAboutZ(41);
      putText(tree, annotationData(annotations.oriented)(tree), ndjson(points));
    },
    expected: ['annotation 100: science points-rotated'],
    status: 1,
  },
  {
    name: 'matrices that are gone',
    plant: (tree) => {
      const points = orientedPoints().map(({ xyz_rotation_matrix: _, ...point }) => point);
      putText(tree, annotationData(annotations.oriented)(tree), ndjson(points));
    },
    expected: ['annotation 100: science rotations-removed'],
    status: 1,
  },
  {
    name: 'instances that are gone',
    plant: (tree) => {
      const points = instancePoints().map(({ instance_id: _, ...point }) => point);
      putText(tree, annotationData(annotations.instances)(tree), ndjson(points));
    },
    expected: ['annotation 105: science instances-removed'],
    status: 1,
  },
  {
    name: 'a key of points that nothing else reads',
    plant: (tree) => {
      const points = plainPoints().map((point, index) => (index < 3 ? { ...point, score: index } : point));
      putText(tree, annotationData(annotations.points)(tree), ndjson(points));
    },
    expected: ['annotation 101: metadata key-added at score'],
    status: 1,
  },
  {
    name: 'a matrix that is no rotation any more',
    plant: (tree) => {
      const points = orientedPoints();
      (points[4] as (typeof points)[0]).xyz_rotation_matrix = [
        [3, 0, 0],
        [0, 1, 0],
        [0, 0, 1],
      ];
      putText(tree, annotationData(annotations.oriented)(tree), ndjson(points));
    },
    expected: ['annotation 100: science matrices'],
    status: 1,
  },
  {
    name: 'a point of another instance',
    plant: (tree) => {
      const points = instancePoints();
      (points[3] as (typeof points)[0]).instance_id = 2;
      putText(tree, annotationData(annotations.instances)(tree), ndjson(points));
    },
    expected: ['annotation 105: science points-relabelled'],
    status: 1,
  },
  {
    name: 'instances numbered anew',
    plant: (tree) => {
      const points = instancePoints().map((point) => ({
        ...point,
        instance_id: (point.instance_id as number) + 1,
      }));
      putText(tree, annotationData(annotations.instances)(tree), ndjson(points));
    },
    expected: ['annotation 105: metadata points-relabelled'],
    status: 1,
  },
  {
    name: 'a line that is not a point',
    plant: editText(annotationData(annotations.points), (text) => `${text}{"type": "point"}\n`),
    expected: ['annotation 101: science unreadable'],
    status: 2,
  },
  {
    name: 'a label of the instance mask that is gone',
    plant: ({ files, kernels, path }) => {
      const levels = labelLevels();
      const { values } = levels[0] as MadeLevel;
      for (const [index, value] of values.entries()) if (value === 3) values[index] = 0;
      putZarr(files, path('annotationZarr', annotations.labels), kernels, 'uint16', levels);
    },
    expected: [
      'annotation 103: science voxels at level 0',
      'annotation 103: science mask at level 0',
      'annotation 103: science label-removed at level 0, label 3',
    ],
    status: 1,
  },
  {
    name: 'voxels of the mask in the MRC',
    plant: ({ files, path }) => {
      const { shape, values } = maskLevels()[0] as MadeLevel;
      const value = (index: number) => (index < 13 ? 1 : (values[index] as number));
      files.set(path('annotationFile', annotations.mask), makeMrc({ shape, mode: 0, value }));
    },
    expected: [
      'annotation 102: science voxels at samples',
      'annotation 102: science mask at samples',
      'annotation 102: science label-changed at samples, label 1',
    ],
    status: 1,
  },
  {
    name: 'a vertex of the mesh',
    plant: async (tree) => {
      const vertices = [...cube.vertices];
      vertices[0] = -0.25;
      tree.files.set(annotationData(annotations.mesh)(tree), await makeMesh({ ...cube, vertices }));
    },
    expected: ['annotation 104: science mesh'],
    status: 1,
  },
  {
    name: 'triangles of the mesh in another order',
    plant: async (tree) => {
      const triangles = [...cube.triangles.slice(3), ...cube.triangles.slice(0, 3)];
      tree.files.set(annotationData(annotations.mesh)(tree), await makeMesh({ ...cube, triangles }));
    },
    expected: ['annotation 104: storage mesh-order'],
    status: 0,
  },
  {
    name: 'triangles of the mesh that face the other way',
    plant: async (tree) => {
      const triangles = cube.triangles.toReversed();
      tree.files.set(annotationData(annotations.mesh)(tree), await makeMesh({ ...cube, triangles }));
    },
    expected: ['annotation 104: science mesh-winding'],
    status: 1,
  },
  {
    name: 'a pixel of the key image',
    plant: ({ files, path }) => void files.set(path('keyImage', { image: 'snapshot' }), makePicture(3)),
    expected: ['key_image 100: metadata picture'],
    status: 1,
  },
  {
    name: 'a key image of four bits a pixel',
    plant: ({ files, path }) =>
      void files.set(path('keyImage', { image: 'snapshot' }), packedPng({ width: 8, height: 6, depth: 4 })),
    expected: ['key_image 100: metadata picture'],
    status: 1,
  },
  {
    name: 'a wider key image',
    plant: ({ files, path }) => void files.set(path('keyImage', { image: 'snapshot' }), makePicture(1, 9)),
    expected: ['key_image 100: metadata picture-size'],
    status: 1,
  },
];

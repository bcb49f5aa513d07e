import { annotations, type MadeTree, putJson, putText } from '../make-tree.js';
import { editJson, type PlantedChange } from './plant.js';

/** Changes of files, numbers and names in the tree. */
export const treeChanges: readonly PlantedChange[] = [
  {
    name: 'a renumbered annotation',
    plant: (tree) => {
      moveAll(tree, '/Annotations/101/', '/Annotations/207/');
      moveAll(tree, 'Precompute/101-point', 'Precompute/207-point');
    },
    expected: [
      'annotation 101: metadata renumbered',
      'annotation 101: storage path-spelling at files[point ndjson].path',
      'viz_config 100: storage path-spelling at layers[101 vesicle point].source.url',
    ],
    status: 1,
  },
  {
    name: 'two annotations that changed numbers',
    plant: (tree) => {
      moveAll(tree, '/Annotations/100/', '/Annotations/999/');
      moveAll(tree, '/Annotations/101/', '/Annotations/100/');
      moveAll(tree, '/Annotations/999/', '/Annotations/101/');
      moveAll(tree, 'Precompute/100-orientedpoint', 'Precompute/101-orientedpoint');
      moveAll(tree, 'Precompute/101-point', 'Precompute/100-point');
    },
    expected: [
      'annotation 100: metadata renumbered',
      'annotation 100: storage path-spelling at files[orientedpoint ndjson].path',
      'annotation 101: metadata renumbered',
      'annotation 101: storage path-spelling at files[point ndjson].path',
      'viz_config 100: storage path-spelling at layers[101 vesicle point].source.url',
    ],
    status: 1,
  },
  {
    name: 'an annotation that is gone',
    plant: (tree) => removeAll(tree, '/Annotations/104/'),
    expected: ['annotation 104: science entity-removed'],
    status: 1,
  },
  {
    name: 'a run more',
    plant: (tree) => putJson(tree, '10001/TS_002/run_metadata.json', { run_name: 'TS_002' }),
    expected: ['run: science entity-added'],
    status: 1,
  },
  {
    name: 'a file without a place',
    plant: (tree) => putText(tree, '10001/TS_001/Reconstructions/notes.txt', 'x'),
    expected: ['other: metadata entity-added'],
    status: 1,
  },
  {
    name: 'a tomogram without its MRC',
    plant: ({ files, path }) => void files.delete(path('tomogramMrc')),
    expected: ['tomogram 100: science file-removed'],
    status: 1,
  },
  {
    name: 'an annotated object of another name',
    plant: (tree) => {
      moveAll(tree, 'vesicle-1.0', 'liposome-1.0');
      editJson(
        ({ path }) => path('annotationMetadata', { ...annotations.points, annotation_key: 'liposome-1.0' }),
        (value) => ({
          ...value,
          annotation_object: { name: 'liposome', id: 'GO:0005840' },
        }),
      )(tree);
    },
    expected: [
      'annotation 101: metadata file-renamed',
      'annotation 101: metadata value at annotation_object.name',
      'annotation 101: storage path-spelling at files[point ndjson].path',
      'annotation 101: metadata file-renamed',
    ],
    status: 1,
  },
];

/** Moves files, and updates the paths in metadata. */
function moveAll({ files }: MadeTree, from: string, to: string): void {
  for (const [key, bytes] of [...files]) {
    files.delete(key);
    const isJson = key.endsWith('.json') && !key.includes('.zarr/');
    const text = isJson ? new TextDecoder().decode(bytes).replaceAll(from, to) : null;
    files.set(key.replace(from, to), text === null ? bytes : new TextEncoder().encode(text));
  }
}

function removeAll({ files }: MadeTree, part: string): void {
  for (const key of [...files.keys()]) if (key.includes(part)) files.delete(key);
}

import { meshFault } from '../../tree/metadata/acquisition-faults.js';
import type { MeshContext } from '../contexts/reconstructions.js';
import { issue } from '../finding.js';
import { defineRules } from '../rule.js';

const fix = 'Correct the annotation at the source and ingest it again.';

export const meshRules = defineRules('annotations', { severity: 'error', on: 'mesh', needs: ['side-car'] }, [
  {
    code: 'MESH_UNREADABLE',
    title: 'Meshes are GLB files that can be read',
    why: 'Viewers refuse a mesh with a broken header, chunk or accessor.',
    fix,
    check: ({ problem }) => problem,
  },
  {
    code: 'MESH_EMPTY',
    title: 'Meshes have triangles',
    why: 'A mesh without a triangle shows nothing.',
    fix,
    check: ({ value }) => value?.triangles === 0 && issue('the mesh has no triangle'),
  },
  {
    code: 'MESH_TRAILING_BYTES',
    severity: 'warning',
    title: 'Meshes end where their header says',
    why: 'Bytes after the end show that two files were written over each other.',
    fix,
    check: ({ value }) =>
      value !== null &&
      value.trailingBytes > 0 &&
      issue('bytes after the end of the mesh', `${value.trailingBytes} bytes`),
  },
  {
    code: 'MESH_ACCESSORS_WRONG',
    title: 'What a mesh file says of its numbers is true',
    why: 'Viewers place the camera by the stated bounds and draw as many triangles as are stated: others are cut off or not shown.',
    fix,
    check: ({ value }) => value?.accessorFaults ?? [],
  },
]);

/** The location of the GLB files of annotations. */
export const meshPlacementRules = defineRules('placement', { severity: 'error', on: 'mesh' }, [
  {
    code: 'MESH_OUT_OF_BOUNDS',
    needs: ['metadata', 'header', 'side-car'],
    title: 'Meshes lie in and around their tomogram',
    why: 'Meshes are in voxels of the tomogram. A mesh outside it, or many times larger, has another unit or was moved.',
    fix: 'Set scale_factor for the mesh’s source in the configuration and ingest it again.',
    check: ({ value, bounds }: MeshContext) => value && value.triangles > 0 && meshFault(value, bounds),
  },
  {
    code: 'MESH_TRANSFORMED',
    needs: ['side-car'],
    title: 'Meshes have their vertices where they are shown',
    why: 'Programs that read the vertices alone do not apply a transformation of the scene: they show the mesh elsewhere than others do.',
    fix: 'Ingest the mesh again, which applies the transformation.',
    check: ({ value }) => value?.isTransformed && issue('a node of the scene transforms the mesh'),
  },
]);

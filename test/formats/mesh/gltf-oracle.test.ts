import { validateBytes } from 'gltf-validator';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { writeGlb } from '../../../src/formats/mesh/glb.js';
import { readMesh } from '../../../src/formats/mesh/mesh-formats.js';

const test = suite('GLB files against the validator of Khronos');

/** A closed surface: a sphere of `rings` × `segments` quadrilaterals. */
function sphere(rings: number, segments: number) {
  const vertices: number[] = [];
  for (let ring = 0; ring <= rings; ring++) {
    for (let segment = 0; segment < segments; segment++) {
      const [polar, around] = [(ring / rings) * Math.PI, (segment / segments) * 2 * Math.PI];
      vertices.push(Math.sin(polar) * Math.cos(around), Math.sin(polar) * Math.sin(around), Math.cos(polar));
    }
  }
  const faces: number[] = [];
  for (let ring = 0; ring < rings; ring++) {
    for (let segment = 0; segment < segments; segment++) {
      const [here, next] = [ring * segments + segment, ring * segments + ((segment + 1) % segments)];
      faces.push(here, here + segments, next, next, here + segments, next + segments);
    }
  }
  return { vertices: Float64Array.from(vertices), faces: Uint32Array.from(faces) };
}

for (const [rings, segments, scale] of [
  [3, 4, 1],
  [20, 30, 13.48],
  [120, 700, 0.001],
] as const) {
  test(`what is written of ${rings} × ${segments} quadrilaterals has no error and comes back`, async () => {
    const mesh = sphere(rings, segments);
    const bytes = await writeGlb(mesh, scale, 'a <name> with é');
    const { issues, info } = await validateBytes(bytes);
    assert.equal([issues.numErrors, issues.numWarnings], [0, 0], JSON.stringify(issues.messages));
    assert.equal(
      [info.totalVertexCount, info.totalTriangleCount],
      [mesh.vertices.length / 3, mesh.faces.length / 3],
    );
    const read = await readMesh(bytes, 'sphere.glb');
    assert.is(read.faces.length, mesh.faces.length);
  });
}

test.run();

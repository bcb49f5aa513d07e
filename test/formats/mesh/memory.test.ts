import { Worker } from 'node:worker_threads';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { longOf } from '../../support/long.js';

const test = suite('memory that reading a mesh takes');

/** Triangles of each file, and MiB of heap that reading it may take: an array for each triangle takes three times as much. */
const [count, heap] = [300_000, 24];

/** Lines of a text, by a rule that a worker evaluates too, so that no text is copied, nor joined in its heap. */
const grid = `(index) => [index % 601, Math.floor(index / 601), index % 7].join(' ')`;
const corners = `(index) => [index % 997, (index * 7 + 1) % 997, (index * 3 + 2) % 997]`;

const texts: Readonly<Record<string, string>> = {
  obj: `[lines(1000, (at) => 'v ' + grid(at)), lines(${count}, (at) => 'f ' + corners(at).map((corner) => corner + 1).join(' '))]`,
  ply: `['ply\\nformat ascii 1.0\\nelement vertex 1000\\nproperty float x\\nproperty float y\\nproperty float z\\nelement face ${count}\\nproperty list uchar int vertex_indices\\nend_header\\n', lines(1000, grid), lines(${count}, (at) => '3 ' + corners(at).join(' '))]`,
  vtk: `['# vtk DataFile Version 3.0\\na\\nASCII\\nDATASET POLYDATA\\nPOINTS 1000 float\\n', lines(1000, grid), 'POLYGONS ${count} ${4 * count}\\n', lines(${count}, (at) => '3 ' + corners(at).join(' '))]`,
  vtp: `['<VTKFile type="PolyData"><PolyData><Piece NumberOfPoints="1000" NumberOfPolys="${count}"><Points><DataArray type="Float32">', lines(1000, grid), '</DataArray></Points><Polys><DataArray type="Int32" Name="connectivity">', lines(${count}, (at) => corners(at).join(' ')), '</DataArray><DataArray type="Int32" Name="offsets">', lines(${count}, (at) => 3 * at + 3), '</DataArray></Polys></Piece></PolyData></VTKFile>']`,
  stl: `['solid a\\n', lines(${count}, (at) => 'facet normal 0 0 0\\nouter loop\\n' + corners(at).map((corner) => 'vertex ' + grid(corner) + '\\n').join('') + 'endloop\\nendfacet'), 'endsolid a\\n']`,
};

/** Bytes of coordinates that reading may make room for: those of the 1000 points, not those of every corner. */
const mostCoordinates = 2 ** 20;

/**
 * Reads a file in a thread whose heap is limited; typed arrays are not part of it. Returns its triangles
 * and the bytes of all arrays of doubles that were made.
 */
function read(format: string, text: string): Promise<{ triangles: number; bytes: number }> {
  const reader = new URL('../../../src/formats/mesh/mesh-formats.js', import.meta.url);
  const program = `
    const { parentPort } = require('node:worker_threads');
    const lines = (count, item) => Buffer.concat(
      Array.from({ length: Math.ceil(count / 1000) }, (_, block) =>
        Buffer.from(Array.from({ length: 1000 }, (_, at) => item(1000 * block + at) + '\\n').join(''))));
    const grid = ${grid};
    const corners = ${corners};
    const bytes = Buffer.concat(${text}.map((part) => Buffer.from(part)));
    const Doubles = Float64Array;
    let bytesMade = 0;
    globalThis.Float64Array = class extends Doubles {
      constructor(...given) {
        super(...given);
        if (typeof given[0] === 'number') bytesMade += 8 * given[0];
      }
    };
    import(${JSON.stringify(reader.href)})
      .then(({ readMesh }) => readMesh(bytes, 'a.${format}', { format: '${format}' }))
      .then(({ faces }) => parentPort.postMessage({ triangles: faces.length / 3, bytes: bytesMade }));`;
  return new Promise((resolve, reject) => {
    const worker = new Worker(program, { eval: true, resourceLimits: { maxOldGenerationSizeMb: heap } });
    worker.once('message', resolve);
    worker.once('error', reject);
  });
}

for (const [format, text] of Object.entries(texts)) {
  const add = ['obj', 'ply'].includes(format) ? test : longOf(test);
  add(`${format}: no array or object for each triangle`, async () => {
    const { triangles, bytes } = await read(format, text);
    assert.is(triangles, count);
    if (format === 'stl') assert.ok(bytes < mostCoordinates, `${bytes} bytes of coordinates`);
  });
}

test.run();

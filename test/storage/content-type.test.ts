import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { contentType } from '../../src/storage/content-type.js';

const test = suite('media types');

test('by extension, whatever its case; what is unknown is bytes', () => {
  const types: [string, string][] = [
    ['a/metadata.json', 'application/json'],
    ['a/v.zarr/.zattrs', 'application/json'],
    ['.zgroup', 'application/json'],
    ['a/v.zarr/0/.zarray', 'application/json'],
    ['a/points.ndjson', 'application/x-ndjson'],
    ['a/KEY.PNG', 'image/png'],
    ['a/key.jpg', 'image/jpeg'],
    ['a/key.gif', 'image/gif'],
    ['a/mesh.glb', 'model/gltf-binary'],
    ['viewer/index.html', 'text/html; charset=utf-8'],
    ['viewer/main.js', 'text/javascript; charset=utf-8'],
    ['viewer/main.css', 'text/css; charset=utf-8'],
    ['viewer/draco.wasm', 'application/wasm'],
    ['viewer/icon.svg', 'image/svg+xml'],
    ['a/volume.mrc', 'application/octet-stream'],
    ['a/volume.map', 'application/octet-stream'],
    ['a/frames.eer', 'application/octet-stream'],
    ['a/v.zarr/0/1/2/3', 'application/octet-stream'],
    ['a.json/json', 'application/octet-stream'],
    ['a.constructor', 'application/octet-stream'],
  ];
  for (const [path, type] of types) assert.is(contentType(path), type, path);
});

test.run();

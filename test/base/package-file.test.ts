import { readFileSync } from 'node:fs';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { packageFile } from '../../src/base/package-file.js';
import { toolVersion } from '../../src/base/version.js';

const test = suite('packageFile');

test("finds the package's own files from wherever the compiled module lies", () => {
  const manifest = JSON.parse(readFileSync(packageFile('package.json'), 'utf8')) as Record<string, string>;
  assert.is(manifest.name, 'cryoet-ingest');
  assert.is(manifest.version, toolVersion);
  assert.is(packageFile('dist/kernels.wasm').href, new URL('../../kernels.wasm', import.meta.url).href);
});

test.run();

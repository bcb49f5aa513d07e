// Bundles the program, the public API and their workers into dist/bin/, since a thousand small modules take half a second to load.
import { resolve } from 'node:path';
import { build } from 'esbuild';
import { writeThirdPartyNotices } from './third-party-notices.mjs';

/**
 * Libraries that look for files or workers beside themselves, or that only some commands and sources need. The pool of workers
 * knows a moved result by a symbol of its own, of which there may be only one.
 */
const unbundled = ['@aws-sdk/client-s3', 'draco3d', 'h5wasm', 'tinypool'];

const requireForCommonModules =
  "import { createRequire as requireFrom } from 'node:module'; const require = requireFrom(import.meta.url);";

const common = {
  outdir: 'dist/bin',
  bundle: true,
  format: 'esm',
  platform: 'node',
  target: 'node20',
  logLevel: 'warning',
  metafile: true,
};

/**
 * Writes dist/bin/main.js and api.js with the chunks that they share, the workers, each in one file but for codecs, and the
 * licences of what is in them.
 */
export async function bundleProgram(root) {
  const built = await Promise.all([
    build({
      ...common,
      absWorkingDir: root,
      entryPoints: { main: 'src/main.ts', api: 'src/api/index.ts' },
      splitting: true,
      external: unbundled,
      banner: { js: requireForCommonModules },
    }),
    build({
      ...common,
      absWorkingDir: root,
      entryPoints: { 'convert-worker': 'src/volume/engine/run/convert-worker.ts' },
      // Codecs that only some volumes need are in files of their own, and not read when it starts.
      splitting: true,
      external: unbundled,
    }),
    build({
      ...common,
      absWorkingDir: root,
      entryPoints: {
        'check-worker': 'src/volume/engine/check/check-worker.ts',
        'mask-worker': 'src/pipeline/convert/precompute/mask-worker.ts',
        'line-worker': 'src/pipeline/convert/lines/line-worker.ts',
        'hash-worker': 'src/storage/digest/hash-worker.ts',
      },
      external: unbundled,
      banner: { js: requireForCommonModules },
    }),
  ]);
  const files = built
    .flatMap(({ metafile }) => Object.values(metafile.outputs))
    .flatMap(({ inputs }) => Object.entries(inputs))
    .filter(([, { bytesInOutput }]) => bytesInOutput > 0)
    .map(([file]) => file);
  await writeThirdPartyNotices(
    files.map((file) => resolve(root, file)),
    resolve(root, 'dist/bin/THIRD-PARTY-NOTICES.txt'),
  );
}

// Bundles the program and its volume worker into dist/bin/, since a thousand small modules take half a second to load.
import { build } from 'esbuild';

/** Libraries that look for files or workers beside themselves, or that only some commands and sources need. */
const unbundled = ['@aws-sdk/client-s3', 'draco3d', 'h5wasm', 'image-js', 'tinypool'];

const requireForCommonModules =
  "import { createRequire as requireFrom } from 'node:module'; const require = requireFrom(import.meta.url);";

/** Writes dist/bin/main.js, dist/bin/convert-worker.js and the chunks they share. */
export async function bundleProgram(root) {
  await build({
    absWorkingDir: root,
    entryPoints: {
      main: 'src/main.ts',
      'convert-worker': 'src/volume/engine/run/convert-worker.ts',
    },
    outdir: 'dist/bin',
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    external: unbundled,
    banner: { js: requireForCommonModules },
    logLevel: 'warning',
  });
}

// Bundles the page of web/ into one folder that works from any path. esbuild takes half a second, so that tests build and open the
// very page that is published.
import { cp, mkdir } from 'node:fs/promises';
import { builtinModules } from 'node:module';
import { join, resolve } from 'node:path';
import { build } from 'esbuild';
import { writeThirdPartyNotices } from './third-party-notices.mjs';

/** Files that the page and its workers load beside themselves, and where they are in a checkout. */
const besides = {
  'index.html': 'web/index.html',
  'ingestion-config.schema.json': 'schemas/ingestion-config.schema.json',
  'kernels.wasm': 'dist/kernels.wasm',
  'crc64.wasm': 'dist/crc64.wasm',
  'draco_decoder.wasm': 'node_modules/draco3d/draco_decoder.wasm',
};

/** Writes the page without viewer and example into a directory; returns the names of its scripts with their sizes in bytes. */
export async function bundleWeb(root, directory) {
  await mkdir(directory, { recursive: true });
  const common = {
    absWorkingDir: root,
    outdir: directory,
    entryNames: '[name]',
    bundle: true,
    minify: true,
    platform: 'browser',
    target: 'es2022',
    // What packages import of Node.js in branches that no browser reaches.
    external: builtinModules.flatMap((name) => [name, `node:${name}`]),
    legalComments: 'none',
    metafile: true,
    logLevel: 'error',
  };
  const modules = await build({
    ...common,
    entryPoints: ['page', 'worker', 'scan-worker'].map((name) => `web/${name}.ts`),
    chunkNames: 'part-[hash]',
    splitting: true,
    format: 'esm',
  });
  // Firefox has no service workers that are modules.
  const classic = await build({ ...common, entryPoints: ['web/service-worker.ts'], format: 'iife' });
  const metafile = {
    inputs: { ...modules.metafile.inputs, ...classic.metafile.inputs },
    outputs: { ...modules.metafile.outputs, ...classic.metafile.outputs },
  };
  await Promise.all(
    Object.entries(besides).map(([name, file]) => cp(join(root, file), join(directory, name))),
  );
  const files = Object.values(metafile.outputs)
    .flatMap(({ inputs }) => Object.entries(inputs))
    .filter(([, { bytesInOutput }]) => bytesInOutput > 0)
    .map(([file]) => resolve(root, file));
  await writeThirdPartyNotices(files, join(directory, 'THIRD-PARTY-NOTICES.txt'));
  return metafile;
}

import { readFileSync } from 'node:fs';
import { builtinModules } from 'node:module';
import { fileURLToPath } from 'node:url';
import { build, type Metafile } from 'esbuild';
import { packageFile } from '../../src/base/package-file.js';

/** The root of the checkout. */
const root = fileURLToPath(packageFile('.'));

/**
 * Bundles TypeScript for a browser. Nothing is replaced but what package.json says. What packages import of Node.js in
 * branches that no browser reaches is left out; `nodeImports` lists our own files that import something of it.
 */
export async function bundleForBrowser(
  source: string,
): Promise<{ readonly code: string; readonly nodeImports: string[]; readonly files: string[] }> {
  const { outputFiles, metafile } = await build({
    absWorkingDir: root,
    stdin: { contents: source, resolveDir: root, loader: 'ts' },
    bundle: true,
    platform: 'browser',
    format: 'esm',
    target: 'es2022',
    external: builtinModules.flatMap((name) => [name, `node:${name}`]),
    write: false,
    metafile: true,
    logLevel: 'error',
  });
  const files = Object.keys(metafile.inputs).filter((path) => path.startsWith('src/'));
  return { code: outputFiles[0]?.text ?? '', nodeImports: nodeImportsOf(metafile.inputs, files), files };
}

/** Returns the imports of Node.js that files of a bundle make. */
export function nodeImportsOf(inputs: Metafile['inputs'], files: readonly string[]): string[] {
  return files.flatMap((path) =>
    (inputs[path]?.imports ?? []).flatMap(({ external, path: name }) =>
      external === true ? [`${path} imports ${name}`] : [],
    ),
  );
}

/** Reads a file of the checkout. */
export function checkoutFile(path: string): Buffer {
  return readFileSync(new URL(path, packageFile('.')));
}

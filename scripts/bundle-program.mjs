// Bundles the program, the public API and their workers into dist/bin/, since a thousand small modules take half a second to load.
import { createHash } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { build, transform } from 'esbuild';
import { pastIndexFiles } from './past-index-files.mjs';
import { writeThirdPartyNotices } from './third-party-notices.mjs';

/** Libraries that look for files beside themselves, or are large and needed by some commands and sources only. */
const unbundled = ['@aws-sdk/client-s3', 'draco3d', 'h5wasm'];

/** What workers are started from; the last is what tinypool starts them with. */
const workers = {
  'convert-worker': 'src/volume/engine/run/convert-worker.ts',
  'check-worker': 'src/volume/engine/check/check-worker.ts',
  'mask-worker': 'src/pipeline/convert/precompute/mask-worker.ts',
  'line-worker': 'src/pipeline/convert/lines/line-worker.ts',
  'hash-worker': 'src/storage/digest/hash-worker.ts',
  'entry/worker': 'node_modules/tinypool/dist/entry/worker.js',
};

const common = { bundle: true, platform: 'node', target: 'node20', logLevel: 'warning', legalComments: 'none' };

/**
 * Writes dist/bin: main.js, api.js and what workers start from, the CommonJS modules that hold their code, each piece once and split
 * by what needs it, and the licences of what is in them. They are CommonJS since only those can be given compiled code by Node.js 20.
 */
export async function bundleProgram(root) {
  const directory = resolve(root, 'dist/bin');
  const { outputFiles, metafile } = await build({
    ...common,
    absWorkingDir: root,
    outdir: 'dist/bin',
    format: 'esm',
    splitting: true,
    write: false,
    metafile: true,
    entryPoints: { 'run-cli': 'src/run-cli.ts', api: 'src/api/index.ts', ...workers },
    external: unbundled,
    plugins: [pastIndexFiles()],
  });
  const modules = await Promise.all(
    outputFiles.map(async ({ path, text }) => ({
      path: path.replace(/\.js$/, '.cjs'),
      text: await asCommonModule(text),
    })),
  );
  await mkdir(join(directory, 'entry'), { recursive: true });
  await Promise.all(modules.map(({ path, text }) => writeFile(path, text)));
  const digest = createHash('sha256');
  for (const { path, text } of modules) digest.update(`${basename(path)}\n${text}`);
  const main = await build({
    ...common,
    absWorkingDir: root,
    outfile: 'dist/bin/main.js',
    format: 'esm',
    metafile: true,
    entryPoints: ['src/main.ts'],
    define: { build: JSON.stringify(digest.digest('hex').slice(0, 16)) },
  });
  const { exports } = metafile.outputs['dist/bin/api.js'];
  await writeFile(join(directory, 'api.js'), `export { ${exports.join(', ')} } from './api.cjs';\n`);
  for (const worker of Object.keys(workers)) {
    await writeFile(join(directory, `${worker}.js`), `export { default } from './${basename(worker)}.cjs';\n`);
  }
  const files = [metafile, main.metafile]
    .flatMap(({ outputs }) => Object.values(outputs))
    .flatMap(({ inputs }) => Object.entries(inputs))
    .filter(([, { bytesInOutput }]) => bytesInOutput > 0)
    .map(([file]) => resolve(root, file));
  await writeThirdPartyNotices(files, join(directory, 'THIRD-PARTY-NOTICES.txt'));
}

/** What `import.meta` has in an ES module, for CommonJS. */
const moduleUrl = "const moduleUrl = require('node:url').pathToFileURL(__filename).href;";
const resolveModule = `function resolveModule(name) {
  const { existsSync, readFileSync } = require('node:fs');
  const directory = require.resolve.paths(name).map((each) => each + '/' + name).find((each) => existsSync(each));
  const { exports } = JSON.parse(readFileSync(directory + '/package.json', 'utf8'));
  return require('node:url').pathToFileURL(directory + '/' + exports['.'].import).href;
}`;

async function asCommonModule(text) {
  const shims = [
    ...(text.includes('import.meta.url') ? [moduleUrl] : []),
    ...(text.includes('import.meta.resolve') ? [resolveModule] : []),
  ];
  const { code } = await transform(shims.join('\n') + text, {
    format: 'cjs',
    platform: 'node',
    target: 'node20',
    // Names stay, for what --verbose shows.
    minifyWhitespace: true,
    minifySyntax: true,
    define: { 'import.meta.url': 'moduleUrl', 'import.meta.resolve': 'resolveModule' },
  });
  return code
    .replaceAll(/\bimport\("(\.[^"]*)\.js"\)/g, 'Promise.resolve().then(()=>require("$1.cjs"))')
    .replaceAll(/\brequire\("(\.[^"]*)\.js"\)/g, 'require("$1.cjs")');
}

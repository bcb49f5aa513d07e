// Bundles the program, the public API and their workers into dist/bin/, since a thousand small modules take half a second to load.
import { createHash } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { basename, join, resolve } from 'node:path';
import { build, transform } from 'esbuild';
import { writeThirdPartyNotices } from './third-party-notices.mjs';

/** Libraries that look for files beside themselves, or are large and needed by some commands and sources only. */
const unbundled = ['@aws-sdk/client-s3', 'draco3d', 'h5wasm'];

/** What workers are started from; the last is what tinypool starts them with. */
const workers = {
  'convert-worker': 'src/volume/engine/convert-worker.ts',
  'check-worker': 'src/volume/engine/check-worker.ts',
  'mask-worker': 'src/pipeline/precompute/mask-worker.ts',
  'line-worker': 'src/pipeline/convert/line-worker.ts',
  'hash-worker': 'src/storage/hash-worker.ts',
  'entry/worker': 'node_modules/tinypool/dist/entry/worker.js',
};

/** Node.js 20 takes all of it; for `node20`, esbuild makes a regular expression like `\p{Cc}` anew for each use. */
const target = 'es2022';

const common = {
  bundle: true,
  format: 'esm',
  platform: 'node',
  target,
  logLevel: 'warning',
  legalComments: 'none',
  metafile: true,
  write: false,
  // The ES modules of libraries that have both: what is not used of them is left out.
  resolveExtensions: ['.ts', '.mjs', '.js', '.json'],
};

/**
 * Writes into a directory of dist/ the program, the API and the workers, with the modules that hold their code, each piece once and
 * split by what needs it, and the licences of what is in them. They are CommonJS modules: Node.js 20 takes compiled code for no
 * others, and loads them in half the time.
 */
export async function bundleProgram(root, directory = join(root, 'dist/bin')) {
  const { outputFiles, metafile } = await build({
    ...common,
    absWorkingDir: root,
    outdir: directory,
    splitting: true,
    entryPoints: { 'run-cli': 'src/commands/run-cli.ts', api: 'src/api/index.ts', ...workers },
    external: unbundled,
  });
  const modules = await Promise.all(outputFiles.map(asCommonModule));
  const digest = createHash('sha256');
  for (const { path, text } of modules) digest.update(`${basename(path)}\n${text}`);
  const main = await build({
    ...common,
    absWorkingDir: root,
    outfile: join(directory, 'main.js'),
    entryPoints: ['src/main.ts'],
    define: { build: JSON.stringify(digest.digest('hex').slice(0, 16)) },
  });
  modules.push(...(await Promise.all(main.outputFiles.map(asCommonModule))));
  await mkdir(join(directory, 'entry'), { recursive: true });
  await writeFile(join(directory, 'package.json'), '{ "type": "commonjs" }\n');
  await Promise.all(modules.map(({ path, text }) => writeFile(path, text)));
  const { helpTexts } = createRequire(import.meta.url)(join(directory, 'run-cli.js'));
  const helps = { plain: helpTexts(false), colored: helpTexts(true) };
  await writeFile(join(directory, 'help.json'), JSON.stringify(helps));
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

/** Modules whose compiled code was kept cannot import by themselves: the program does it for them. */
const importModule = 'const importModule=module.importModule??((name)=>import(name));';

async function asCommonModule({ path, text }) {
  const shims = [
    ...(text.includes('import.meta.url') ? [moduleUrl] : []),
    ...(text.includes('import.meta.resolve') ? [resolveModule] : []),
  ];
  const define = { 'import.meta.url': 'moduleUrl', 'import.meta.resolve': 'resolveModule' };
  const asCommon = { format: 'cjs', platform: 'node', target, define };
  // Names stay, for what --verbose shows.
  const small = { banner: shims.join('\n'), minifyWhitespace: true, minifySyntax: true };
  // Node.js finds the names that the API exports by the form in which esbuild writes them.
  const { code } = path.endsWith('/api.js')
    ? await transform(text, { ...asCommon, ...small })
    : await transform(quickToLoad((await transform(text, asCommon)).code), {
        ...small,
        target,
        treeShaking: true,
      });
  const own = /\bimport\(("\.[^"]*\.js")\)/g;
  const foreign = /\bimport\((?=["`][^./])/g;
  // The entry of threads imports their module by path; the loader of ES modules takes 5 ms a thread.
  const required = code.replaceAll('import(filename)', 'require(filename)');
  if (path.endsWith('/entry/worker.js') && required === code)
    throw new Error(`${path} does not import a module by its path any more: tinypool has changed`);
  // Text of another set of characters takes twice the memory; of esbuild's output only regular expressions have any.
  const loaded = required
    .replaceAll(own, 'Promise.resolve().then(()=>require($1))')
    .replaceAll(/[\u0080-\uffff]/g, (letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`);
  return {
    path,
    text: foreign.test(loaded) ? `${importModule}\n${loaded.replaceAll(foreign, 'importModule(')}` : loaded,
  };
}

/** Makes a module quicker to load: a command loads a hundred. */
function quickToLoad(code) {
  // The helpers of esbuild define each export twice.
  const literal = code.replace(
    /__export\(stdin_exports, \{\n([^}]*)\n\}\);\nmodule\.exports = __toCommonJS\(stdin_exports\);/,
    (_, exports) =>
      `module.exports = {${exports.replaceAll(/^ *(\S+): \(\) => ([^,]*)/gm, 'get $1() { return $2; }')}};`,
  );
  // Of Node.js it loads what it uses, when it does.
  const foreign = new Map();
  const without = literal.replaceAll(/^var (import_\w+) = (require\("node:[^"]+"\));$/gm, (_, name, load) => {
    foreign.set(name, `(${name} ??= ${load}).`);
    return `let ${name};`;
  });
  return without.replaceAll(/\b(import_\w+)\./g, (use, name) => foreign.get(name) ?? use);
}

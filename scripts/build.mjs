// Builds into dist/ what is out of date: `node scripts/build.mjs` all that tests and a checkout need, with names those parts only.
// `--package` adds what only the published package has, declarations and manual pages, and leaves the check of types to tests.
// `--clean` begins without anything of an earlier build.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { chmod, cp, mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { filesBelow, Inputs, Stamps } from './build-stamps.mjs';
import { bringKept } from './kept-builds.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: { package: { type: 'boolean', default: false }, clean: { type: 'boolean', default: false } },
});

/** In dist/, so that they go with what they are about. */
const stampFolder = 'dist/.stamps';
/** Folders whose modules lie in folders of the same names in dist/. */
const moduleFolders = ['src', 'test', 'demo', 'bench', 'scripts', 'web'];
/** What any part may depend on: versions of tools and libraries, settings. */
const settings = ['package-lock.json', 'package.json', 'tsconfig.json'];
const compiler = 'node_modules/typescript/bin/tsc';

const inputs = new Inputs(root);
const stamps = new Stamps(root, stampFolder);

/** One thread, and garbage collected late: the compiler runs beside tests, and takes two thirds of the processor time. */
const compilerFlags = ['--singleThreaded'];
const env = { ...process.env, GOGC: '400' };

function run(tool, args) {
  return new Promise((resolve, reject) => {
    const flags = tool === compiler ? compilerFlags : [];
    const child = spawn(process.execPath, [tool, ...args, ...flags], { cwd: root, stdio: 'inherit', env });
    child.on('error', reject);
    child.on('exit', (code) => (code === 0 ? resolve() : reject(new Error(`${tool} ended with ${code}`))));
  });
}

/** Builds a part unless the files it is made from are what they were; `paths` are those beside the settings. */
async function build(part, paths, outputs, work) {
  await stamps.bring(part, await inputs.digestOfAll([...settings, ...paths]), outputs, work);
}

const kernelConfigs = ['asconfig.json', 'assembly/crc64.asconfig.json'];
const kernelFiles = ['kernels.wasm', 'crc64.wasm'];

/** The kernels of volumes, and apart from them the one that sums files. */
const buildKernels = () =>
  build(
    'kernels',
    ['assembly', 'asconfig.json'],
    kernelFiles.map((file) => `dist/${file}`),
    async () => {
      const directory = join(root, 'dist/kernels');
      await bringKept({
        kind: 'kernels',
        directory,
        root,
        inputs: ['package-lock.json', 'asconfig.json', ...(await filesBelow(root, 'assembly'))],
        async build() {
          // In this process, since the compiler takes longer to start than to compile.
          const { default: assembler } = await import('assemblyscript/asc');
          const target = ['--baseDir', root, '--target', 'release'];
          for (const [index, config] of kernelConfigs.entries()) {
            const outFile = join(directory, kernelFiles[index]);
            const { error, stderr } = await assembler.main([
              '--config',
              config,
              ...target,
              '--outFile',
              outFile,
            ]);
            if (error !== null) throw new Error(`${config}: ${stderr}`, { cause: error });
          }
        },
      });
      for (const file of kernelFiles) await cp(join(directory, file), join(root, 'dist', file));
    },
  );

/** One JavaScript file a TypeScript file: translates those that have changed and removes those without a source. */
async function buildModules() {
  const folders = moduleFolders.filter((folder) => existsSync(join(root, folder)));
  const listed = (await Promise.all(folders.map((folder) => filesBelow(root, folder)))).flat();
  const sources = listed.filter((file) => file.endsWith('.ts') && !file.endsWith('.d.ts'));
  const outputOf = (source) => `dist/${source.slice(0, -'.ts'.length)}.js`;
  const outputs = new Set(sources.map(outputOf).flatMap((output) => [output, `${output}.map`]));

  const written = new Set();
  for (const folder of moduleFolders.filter((name) => existsSync(join(root, 'dist', name)))) {
    for (const file of await filesBelow(root, `dist/${folder}`)) {
      if (outputs.has(file)) written.add(file);
      else await rm(join(root, file));
    }
  }

  const common = await inputs.digestOfAll([...settings, 'scripts/build.mjs']);
  const digests = Object.fromEntries(
    await Promise.all(sources.map(async (source) => [source, await inputs.digest(source)])),
  );
  const before = await stamps.read('modules');
  const isCurrent = (source) =>
    before?.common === common && before.digests[source] === digests[source] && written.has(outputOf(source));
  const changed = sources.filter((source) => !isCurrent(source));
  if (changed.length === 0) return;
  const esbuild = await import('esbuild');
  // Outputs of an interrupted build are of no known source.
  const kept = Object.fromEntries(sources.filter(isCurrent).map((source) => [source, digests[source]]));
  await stamps.write('modules', { common, digests: kept });
  await esbuild.build({
    absWorkingDir: root,
    entryPoints: changed,
    outdir: 'dist',
    outbase: '.',
    format: 'esm',
    platform: 'node',
    target: 'es2022',
    sourcemap: true,
    sourcesContent: false,
    logLevel: 'warning',
  });
  await stamps.write('modules', { common, digests });
}

const programScripts = ['scripts/bundle-program.mjs', 'scripts/third-party-notices.mjs'];

const buildProgram = () =>
  build('program', ['src', ...programScripts], ['dist/bin/main.js'], async () => {
    const [bin, directory] = [join(root, 'dist/bin'), join(root, 'dist/program')];
    await rm(bin, { recursive: true, force: true });
    await bringKept({
      kind: 'program',
      directory,
      root,
      inputs: [...settings, ...programScripts, ...(await filesBelow(root, 'src'))],
      async build() {
        const { bundleProgram } = await import('./bundle-program.mjs');
        await rm(directory, { recursive: true, force: true });
        await bundleProgram(root, directory);
      },
    });
    await cp(directory, bin, { recursive: true, filter: (path) => path !== join(directory, 'stamp') });
    await chmod(join(bin, 'main.js'), 0o755);
  });

/** Only the types: esbuild, which translates, reads none. */
async function checkTypes() {
  const folders = moduleFolders.filter((folder) => existsSync(join(root, folder)));
  const information = `${stampFolder}/types.tsbuildinfo`;
  const check = () =>
    run(compiler, ['-p', 'tsconfig.json', '--noEmit', '--incremental', '--tsBuildInfoFile', information]);
  await build('check', folders, [], check);
}

/** The types of the page, apart from all others: only these modules know what browsers have. */
async function checkPage() {
  if (!existsSync(join(root, 'web'))) return;
  const page = (await filesBelow(root, 'web')).filter((file) => !file.startsWith('web/dist/'));
  await build('check-page', ['src', ...page], [], () => run(compiler, ['-p', 'web/tsconfig.json']));
}

const buildDeclarations = () =>
  build('types', ['src', 'tsconfig.api.json', 'scripts/emit-types.mjs'], ['dist/types'], async () => {
    const { emitTypes } = await import('./emit-types.mjs');
    await rm(join(root, 'dist/types'), { recursive: true, force: true });
    await emitTypes(root, run);
  });

const buildManual = () =>
  build('manual', ['src', 'scripts'], ['dist/man'], async () => {
    await rm(join(root, 'dist/man'), { recursive: true, force: true });
    await run('dist/scripts/emit-man-pages.js', []);
  });

/** Parts that need no other, then those that may use what these made. */
const parts = [
  {
    kernels: buildKernels,
    modules: buildModules,
    program: buildProgram,
    viewer: () => run('scripts/build-viewer.mjs', []),
  },
  {
    check: checkTypes,
    types: buildDeclarations,
    manual: buildManual,
    web: () => run('scripts/build-web.mjs', []),
    'check-page': checkPage,
  },
];
const packageParts = ['types', 'manual', 'web'];

/** Builds parts at once and waits for all of them, also where one fails. Fails as the first that does. */
async function together(builders) {
  const outcomes = await Promise.allSettled(builders.map((builder) => builder()));
  for (const { reason, status } of outcomes) if (status === 'rejected') throw reason;
}

async function main() {
  const known = parts.flatMap(Object.keys);
  const unknown = positionals.filter((name) => !known.includes(name));
  if (unknown.length > 0) throw new Error(`no part ${unknown.join(', ')}; there are ${known.join(', ')}`);
  const isWanted = (name) =>
    positionals.length > 0
      ? positionals.includes(name)
      : options.package
        ? !name.startsWith('check')
        : !packageParts.includes(name);
  // What has no stamps may be of any version.
  if (options.clean || !existsSync(join(root, stampFolder)))
    await rm(join(root, 'dist'), { recursive: true, force: true });
  await mkdir(join(root, stampFolder), { recursive: true });
  for (const group of parts) {
    await together(
      Object.entries(group)
        .filter(([name]) => isWanted(name))
        .map(([, builder]) => builder),
    );
  }
}

try {
  await main();
} catch (error) {
  console.error(`build failed: ${error.message}`);
  process.exitCode = 1;
}

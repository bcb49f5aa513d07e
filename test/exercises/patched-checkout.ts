import { execFile } from 'node:child_process';
import { cp, mkdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { promisify } from 'node:util';

const run = promisify(execFile);
const root = fileURLToPath(new URL('../../../', import.meta.url));

/** A copy of the checkout with some patches applied, built. */
export interface PatchedCheckout {
  /** Runs `cryoet …` of the copy; the clock stands still. */
  cryoet(
    ...args: string[]
  ): Promise<{ readonly status: number; readonly stdout: string; readonly stderr: string }>;
  /** The API of the copy, in this process. */
  api(): Promise<typeof import('../../src/api/index.js')>;
  /** What the compiler says of the copy; empty where it says nothing. */
  typeErrors(): Promise<string>;
}

/** Where the patch of an exercise lies. */
export function patchFile(name: string): string {
  return join(root, 'test/exercises', `${name}.patch`);
}

/** Files that a patch changes or adds and that people write: no tests, and nothing that a script generates. */
export async function handWrittenFiles(name: string): Promise<string[]> {
  const patch = await readFile(patchFile(name), 'utf8');
  const files = [...patch.matchAll(/^\+\+\+ b\/(.*)$/gm)].map(([, path = '']) => path);
  return files.filter((path) => !/^(test|schemas|docs\/rules)\//.test(path));
}

/** Copies the sources, applies patches, and bundles the program. Fails where a patch does not apply by itself. */
export async function patchedCheckout(
  directory: string,
  patches: readonly string[],
): Promise<PatchedCheckout> {
  await cp(join(root, 'src'), join(directory, 'src'), { recursive: true });
  for (const file of ['package.json', 'tsconfig.json']) await cp(join(root, file), join(directory, file));
  await mkdir(join(directory, 'dist'), { recursive: true });
  for (const kernels of ['kernels', 'crc64'])
    await cp(join(root, `dist/${kernels}.wasm`), join(directory, `dist/${kernels}.wasm`));
  await symlink(join(root, 'node_modules'), join(directory, 'node_modules'));
  const files = patches.map(patchFile);
  const apply = (...args: string[]) => run('git', ['apply', '-C1', ...args], { cwd: directory });
  for (const file of files) await apply('--check', file);
  for (const file of files) await apply(file);
  const bundler = await import(pathToFileURL(join(root, 'scripts/bundle-program.mjs')).href);
  await bundler.bundleProgram(directory);
  return {
    cryoet: (...args) =>
      runToEnd(process.execPath, [join(directory, 'dist/bin/main.js'), ...args], directory),
    api: () => import(pathToFileURL(join(directory, 'dist/bin/api.js')).href),
    async typeErrors() {
      await writeFile(
        join(directory, 'tsconfig.src.json'),
        JSON.stringify({ extends: './tsconfig.json', include: ['src'], compilerOptions: { noEmit: true } }),
      );
      const compiler = join(root, 'node_modules/typescript/bin/tsc');
      const { stdout } = await runToEnd(
        process.execPath,
        [compiler, '-p', 'tsconfig.src.json', '--singleThreaded'],
        directory,
      );
      return stdout;
    },
  };
}

async function runToEnd(program: string, args: readonly string[], cwd: string) {
  const env = { ...process.env, SOURCE_DATE_EPOCH: '1740000000' };
  try {
    return { status: 0, ...(await run(program, args, { cwd, env, maxBuffer: 2 ** 26 })) };
  } catch (error) {
    const { code, stdout = '', stderr = '' } = error as { code?: number; stdout?: string; stderr?: string };
    if (typeof code !== 'number') throw error;
    return { status: code, stdout, stderr };
  }
}

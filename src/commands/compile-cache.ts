import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import nodeModule, { createRequire } from 'node:module';
import { homedir } from 'node:os';
import { basename, dirname, isAbsolute, join } from 'node:path';
import { cachedDataVersionTag, deserialize, serialize } from 'node:v8';
import { Script } from 'node:vm';

/** Builds of the program whose compiled code is kept: those of other versions are still used beside this one. */
const keptBuilds = 4;

/** Loads a module of the program: `./name.js`. */
export type Load = (name: string) => unknown;

/** Where a user's programs keep what they can make again; null where the system does not say. */
export function userCache(
  env: Readonly<Record<string, string | undefined>> = process.env,
  platform: NodeJS.Platform = process.platform,
): string | null {
  const given = platform === 'win32' ? env.LOCALAPPDATA : env.XDG_CACHE_HOME;
  if (given !== undefined && isAbsolute(given)) return given;
  const home = homedir();
  if (platform === 'win32' || !isAbsolute(home)) return null;
  return join(home, platform === 'darwin' ? 'Library/Caches' : '.cache');
}

/**
 * Loads CommonJS modules that lie in the directory of `main`, compiled as an earlier run of the same build and command left them below
 * `cache`; what is compiled anew is kept there when the process ends. Says nothing where `cache` (null: none) cannot be read or
 * written.
 */
export function loadCompiled(
  main: string,
  cache: string | null,
  { build, command }: { readonly build: string; readonly command: string },
): Load {
  const load = createRequire(main);
  if (cache === null || process.env.NODE_DISABLE_COMPILE_CACHE === '1') return load;
  const directory = join(cache, 'cryoet-ingest', build);
  // Node.js 22 and later keep what they compile themselves.
  if ('enableCompileCache' in nodeModule) {
    if (prepare(directory)) (nodeModule as NodeModule22).enableCompileCache(directory);
    return load;
  }
  const file = join(directory, `${cachedDataVersionTag().toString(36)}-${command}`);
  return new CompiledModules(dirname(main), load, file).load;
}

interface NodeModule22 {
  enableCompileCache(directory: string): unknown;
}

/** Modules of a directory, with the compiled code of all of them in one file. */
class CompiledModules {
  readonly #directory: string;
  readonly #file: string;
  readonly #kept: Map<string, Uint8Array>;
  readonly #scripts = new Map<string, Script>();
  readonly #loaded = new Map<string, { exports: unknown }>();
  #isNew = false;
  /** What modules are given as `require`. */
  readonly load: Load;

  constructor(directory: string, outer: NodeJS.Require, file: string) {
    this.#directory = directory;
    this.#file = file;
    this.#kept = readOwn(file);
    this.load = Object.assign(
      (name: string) => (name.startsWith('./') ? this.#load(name.slice(2)) : outer(name)),
      { resolve: outer.resolve },
    );
    // A mistyped command is none to keep code for.
    process.once('exit', (status) => {
      if (this.#isNew && status !== 2) this.#keep();
    });
  }

  #load(name: string): unknown {
    const known = this.#loaded.get(name);
    if (known !== undefined) return known.exports;
    // A script made of compiled code has no way to import.
    const module = { exports: {}, importModule: (name: string) => import(name) };
    this.#loaded.set(name, module);
    const filename = join(this.#directory, name);
    const cachedData = this.#kept.get(name);
    const script = new Script(
      `(function(exports,require,module,__filename){${readFileSync(filename, 'utf8')}\n})`,
      { filename, ...(cachedData === undefined ? {} : { cachedData }) },
    );
    this.#kept.delete(name);
    this.#scripts.set(name, script);
    if (script.cachedDataRejected !== false) this.#isNew = true;
    script.runInThisContext()(module.exports, this.load, module, filename);
    return module.exports;
  }

  #keep(): void {
    if (!prepare(dirname(this.#file))) return;
    const compiled = new Map(this.#kept);
    for (const [name, script] of this.#scripts) compiled.set(name, script.createCachedData());
    const unfinished = `${this.#file}.${process.pid}`;
    try {
      writeFileSync(unfinished, serialize(compiled), { mode: 0o600 });
      renameSync(unfinished, this.#file);
    } catch {
      rmSync(unfinished, { force: true });
    }
  }
}

/** What a file of this user holds; nothing where it is another's, who could have this program run what he likes. */
function readOwn(file: string): Map<string, Uint8Array> {
  try {
    if (statSync(file).uid !== (process.getuid?.() ?? 0)) return new Map();
    return deserialize(readFileSync(file)) as Map<string, Uint8Array>;
  } catch {
    return new Map();
  }
}

/** Makes the directory of a build, in the place of the oldest ones; false where that cannot be. */
function prepare(directory: string): boolean {
  try {
    if (existsSync(directory)) return true;
    // One by one: made in one go, they are tried for ever where a file system says that there is no parent.
    for (const made of [dirname(dirname(directory)), dirname(directory), directory])
      if (!existsSync(made)) mkdirSync(made, { mode: 0o700 });
    const all = dirname(directory);
    const others = readdirSync(all).filter((name) => name !== basename(directory));
    const made = (name: string) => statSync(join(all, name)).mtimeMs;
    const oldest = others.sort((a, b) => made(b) - made(a)).slice(keptBuilds - 1);
    for (const name of oldest) rmSync(join(all, name), { recursive: true, force: true });
    return true;
  } catch {
    return false;
  }
}

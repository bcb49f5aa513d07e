// Keeps the compiled code of the bundle between runs, so that a short command need not compile it again.

import {
  closeSync,
  existsSync,
  fstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  readSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import nodeModule, { createRequire } from 'node:module';
import { homedir } from 'node:os';
import { basename, dirname, isAbsolute, join } from 'node:path';
import { cachedDataVersionTag, deserialize, serialize, setFlagsFromString } from 'node:v8';
import { Script } from 'node:vm';
import type { Compiling } from './process-setup.js';

/** Builds whose compiled code is kept: other versions may be in use beside this one. */
const keptBuilds = 4;

/** Names of builds; what else lies beside them, such as the bundle of the viewer, is of other programs. */
const buildName = /^[0-9a-f]{16}$/;

/** Loads a module of the program: `./name.js`. */
type Load = (name: string) => unknown;

/** Returns the directory for caches of a user; null if the system has none. */
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
 * Returns a function that loads CommonJS modules in the directory of `main`, with the compiled code that an earlier
 * run of the same build and command left below `cache`. Newly compiled code is written when the process ends. If
 * `cache` is null or cannot be read or written, modules are loaded without it. `compiling` runs what reads or makes
 * compiled code, under the settings of V8 that it is valid under.
 */
export function loadCompiled(
  main: string,
  cache: string | null,
  { build, command, compiling = (work) => work() }: CacheOptions,
): Load {
  const load = createRequire(main);
  if (cache === null || process.env.NODE_DISABLE_COMPILE_CACHE === '1') return load;
  const directory = join(cache, 'cryoet-ingest', build);
  // Node.js 22 and later have a cache of their own.
  if ('enableCompileCache' in nodeModule) {
    if (prepare(directory)) (nodeModule as NodeModule22).enableCompileCache(directory);
    return load;
  }
  const file = join(directory, `${cachedDataVersionTag().toString(36)}-${command}`);
  return new CompiledModules(dirname(main), load, file, compiling).load;
}

interface CacheOptions {
  readonly build: string;
  readonly command: string;
  readonly compiling?: Compiling;
}

interface NodeModule22 {
  enableCompileCache(directory: string): unknown;
}

/** Text of a script that has modules, and its compiled code. */
interface CompiledScript {
  readonly text: string;
  readonly code: Uint8Array;
}

/** A script that is kept: names of its modules, and what reads it, which gives null if it cannot. */
interface KeptScript {
  readonly names: readonly string[];
  readonly read: () => CompiledScript | null;
}

interface LoadedScript {
  readonly names: readonly string[];
  readonly text: string;
  readonly script: Script;
  /** Bytes of the compiled code that it was made from, 0 if there was none, and what reads that code again. */
  readonly keptBytes: number;
  readonly read: KeptScript['read'] | null;
}

interface Module {
  readonly exports: object;
}

/** Runs a module. */
type Define = (exports: object, require: Load, module: Module, filename: string) => void;

/** Requires what its module needs from the start; what it may need later is required in a function of its own. */
const required = /(?<!=>)\brequire\("\.\/([^"]+)"\)/g;

/**
 * Loads the modules of a directory, whose text and compiled code are in one file: to open a hundred takes longer. A
 * module is one script with all that it requires: to make a hundred takes longer, too.
 */
class CompiledModules {
  /** Scripts of the file, by the names of their modules. */
  readonly #kept: Map<string, KeptScript>;
  readonly #scripts: LoadedScript[] = [];
  readonly #defines = new Map<string, Define>();
  readonly #loaded = new Map<string, Module>();
  #isNew = false;
  /** The `require` of the modules. */
  readonly load: Load;

  constructor(
    private readonly directory: string,
    outer: NodeJS.Require,
    private readonly file: string,
    private readonly compiling: Compiling,
  ) {
    this.#kept = openOwn(file);
    this.load = Object.assign(
      (name: string) => (name.startsWith('./') ? this.#load(name.slice(2)) : outer(name)),
      { resolve: outer.resolve },
    );
    // Status 2 is most often a mistyped command, whose code is not worth keeping.
    process.once('exit', (status) => {
      if (this.#isNew && status !== 2) this.compiling(() => this.#keep());
    });
  }

  #load(name: string): unknown {
    const known = this.#loaded.get(name);
    if (known !== undefined) return known.exports;
    const define = this.#defines.get(name) ?? this.#compile(name);
    // A script made from compiled code has no dynamic import of its own.
    const module = { exports: {}, importModule: (name: string) => import(name) };
    this.#loaded.set(name, module);
    define(module.exports, this.load, module, join(this.directory, name));
    return module.exports;
  }

  /** Compiles a module with those that it requires, or takes the script that has it; returns what runs the module. */
  #compile(name: string): Define {
    const { read = null } = this.#kept.get(name) ?? {};
    const kept = read?.();
    const text = kept?.text ?? this.#textWith(name);
    const filename = join(this.directory, `${name} with what it requires`);
    const script = this.compiling(
      () => new Script(text, { filename, ...(kept ? { cachedData: kept.code } : {}) }),
    );
    const defines = script.runInThisContext() as Readonly<Record<string, Define>>;
    const names = Object.keys(defines);
    for (const [own, define] of Object.entries(defines)) {
      this.#defines.set(own, define);
      this.#kept.delete(own);
    }
    const isKept = script.cachedDataRejected === false;
    this.#scripts.push({ names, text, script, keptBytes: isKept ? (kept?.code.length ?? 0) : 0, read });
    if (!isKept) this.#becomeNew();
    const define = defines[name];
    if (define === undefined) throw new Error(`the kept script of ${name} lacks it`);
    return define;
  }

  /** Returns the text of a script of a module and of all that it requires and that no other script has. */
  #textWith(name: string): string {
    const texts = new Map<string, string>();
    const add = (own: string) => {
      if (texts.has(own) || this.#defines.has(own) || (own !== name && this.#kept.has(own))) return;
      const text = readFileSync(join(this.directory, own), 'utf8');
      // In parentheses it is compiled at once: all of it runs.
      texts.set(own, `${JSON.stringify(own)}:(function(exports,require,module,__filename){${text}\n})`);
      for (const [, other = ''] of text.matchAll(required)) add(other);
    };
    add(name);
    return `({${[...texts.values()].join(',\n')}})`;
  }

  /** Keeps code that ran once, such as that of a whole module: V8 would drop it in a run of minutes. */
  #becomeNew(): void {
    if (!this.#isNew) setFlagsFromString('--no-flush-bytecode');
    this.#isNew = true;
  }

  #keep(): void {
    if (!prepare(dirname(this.file))) return;
    // Compiled code is valid only under the settings that it is made under.
    setFlagsFromString('--flush-bytecode');
    const parts: Uint8Array[] = [];
    const places: Place[] = [];
    const add = (names: readonly string[], { text, code }: CompiledScript) => {
      const bytes = Buffer.from(text);
      parts.push(code, bytes);
      places.push([names, code.length, bytes.length, bytes.length === text.length]);
    };
    for (const { names, read } of new Set(this.#kept.values())) {
      const script = read();
      if (script !== null) add(names, script);
    }
    for (const { names, text, script, keptBytes, read } of this.#scripts) {
      const code = script.createCachedData();
      // What has become less was dropped before the first new module came.
      add(names, (code.length < keptBytes && read?.()) || { text, code });
    }
    const index = serialize(places);
    const head = Buffer.alloc(headBytes);
    head.writeUInt32LE(index.length);
    const unfinished = `${this.file}.${process.pid}`;
    try {
      writeFileSync(unfinished, Buffer.concat([head, index, ...parts]), { mode: 0o600 });
      renameSync(unfinished, this.file);
    } catch {
      rmSync(unfinished, { force: true });
    }
  }
}

/** Bytes of the length of the index, which is followed by compiled code and text of each script. */
const headBytes = 4;
/** A script in the index: its modules, bytes of its compiled code and of its text, and whether that is ASCII. */
type Place = readonly [names: readonly string[], code: number, text: number, isAscii: boolean];

/**
 * Returns the scripts of a file by their modules, each to be read when one is loaded: the file has all that a command
 * ever used. Those of another user's file are none, since its code must not be run.
 */
function openOwn(file: string): Map<string, KeptScript> {
  const kept = new Map<string, KeptScript>();
  let handle: number | null = null;
  try {
    handle = openSync(file, 'r');
    const { uid, size } = fstatSync(handle);
    const piece = pieces(handle, size);
    const length = piece(0, headBytes)?.readUInt32LE() ?? 0;
    const index = uid === (process.getuid?.() ?? 0) ? piece(headBytes, length) : null;
    if (index === null) throw new Error('not a file of this user');
    let end = headBytes + length;
    for (const [names, code, text, isAscii] of deserialize(index) as Place[]) {
      const start = end;
      end += code + text;
      const read = () => {
        // Code comes first: V8 copies what is not aligned.
        const bytes = piece(start, code + text);
        if (bytes === null) return null;
        return { code: bytes.subarray(0, code), text: bytes.toString(isAscii ? 'latin1' : 'utf8', code) };
      };
      const script = { names, read };
      for (const name of names) kept.set(name, script);
    }
    if (end !== size) throw new Error('not the whole file');
    return kept;
  } catch {
    if (handle !== null) closeSync(handle);
    return new Map();
  }
}

/** Returns a function that reads pieces of an open file, which has `size` bytes; null for one that cannot be read. */
function pieces(handle: number, size: number): (at: number, length: number) => Buffer | null {
  return (at, length) => {
    if (at + length > size) return null;
    // Such a buffer is mapped, and given back: V8 needs it once, and malloc would keep free what is as large from then on.
    const bytes = Buffer.from(new ArrayBuffer(length, { maxByteLength: length }));
    try {
      return readSync(handle, bytes, 0, length, at) === length ? bytes : null;
    } catch {
      return null;
    }
  };
}

/** Creates the directory of a build and removes those of the oldest builds; false if it cannot. */
function prepare(directory: string): boolean {
  try {
    if (existsSync(directory)) return true;
    // One level at a time: a recursive mkdir never ends where a file system denies that the parent exists.
    for (const made of [dirname(dirname(directory)), dirname(directory), directory])
      if (!existsSync(made)) mkdirSync(made, { mode: 0o700 });
    const all = dirname(directory);
    const others = readdirSync(all).filter((name) => buildName.test(name) && name !== basename(directory));
    const made = (name: string) => statSync(join(all, name)).mtimeMs;
    const oldest = others.sort((a, b) => made(b) - made(a)).slice(keptBuilds - 1);
    for (const name of oldest) rmSync(join(all, name), { recursive: true, force: true });
    return true;
  } catch {
    return false;
  }
}

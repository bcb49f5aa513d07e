import { isSameBytes, keepNewest } from '../../base/collections.js';
import { decodeJson, encodeJson } from '../../base/json-text.js';
import { isJsonObject } from '../../base/json-value.js';
import { ForwardingStorage, type Mutation } from '../../storage/forwarding-storage.js';
import { parentKey } from '../../storage/keys.js';
import { ListedDirectories } from '../../storage/listed-directories.js';
import { RememberedStorage } from '../../storage/remembered-storage.js';
import type { StagedDirectory, Storage, Written } from '../../storage/storage.js';
import { identityOf } from '../../tree/entities/entity-type.js';
import { isOwnFile, ledgerPath, originalOf, withdrawnPath } from '../../tree/layout/own-files.js';
import type { Layout } from '../../tree/layout/path-templates.js';
import { withoutReferences } from '../../tree/references.js';
import { type UnitPlace, unitOfPath } from '../../tree/units.js';
import type { Lease } from './lease.js';
import {
  documentTemplate,
  isNamedBy,
  isRelated,
  type PublishedDocument,
  publishedDocument,
  readRunDocuments,
} from './published-documents.js';

/** The services of the ingest that the publishing storage needs. */
interface PublishingRequest {
  readonly output: Storage;
  readonly layout: Layout;
  /** True if this ingest writes the metadata file again later, whatever happens to it now. */
  writesAnew(document: PublishedDocument): Promise<boolean>;
  /** Called after a metadata file was rewritten, or removed (null), because of a change to something it names. */
  changed(path: string, bytes: Uint8Array | null, written?: Written): void;
}

/** The change of a key: a file is replaced in one step, a directory in two; a removal leaves nothing. */
type Change = 'file' | 'directory' | 'removal';

/** A metadata file before it was reduced. */
interface Before {
  readonly path: string;
  readonly bytes: Uint8Array;
}

type Documents = Map<string, PublishedDocument>;

/** Number of runs whose metadata files are kept in memory. */
const runsKnown = 16;

/**
 * The output of an ingest, which withdraws metadata before anything changes that they name. So even if the ingest
 * is killed at any moment, no metadata file describes data that are half replaced or gone. Metadata that the ingest
 * writes again are deleted; if other metadata name them, they stay but name no data. All other metadata lose the paths
 * that are removed, and those of a directory while it is replaced. Copies of what is deleted or reduced for a while
 * stay among the tool's own files: the next ingest takes identifiers and lost paths from them if this one is killed.
 */
export class PublishingStorage extends ForwardingStorage {
  readonly #remembered: RememberedStorage;
  readonly #request: PublishingRequest;
  readonly #runs = new Map<string, Promise<Documents>>();
  /** Paths of copies of withdrawn metadata files, by the directory of their run. */
  readonly #copies = new Map<string, Set<string>>();
  /** Leases of the runs that are written, by directory and by the path of the ledger. */
  readonly #leases = new Map<string, Pick<Lease, 'confirm'>>();

  constructor(request: PublishingRequest) {
    const { output } = request;
    const directoryOf = (key: string) => {
      // The copies of a run lie in a directory of their own.
      const original = originalOf(key);
      const { directory = null } = runOf(original === null ? key : `${original.path}/`) ?? {};
      return original === null || directory === null ? directory : withdrawnPath(directory);
    };
    const remembered = output.flat
      ? new ListedDirectories(output, directoryOf)
      : new RememberedStorage(output, directoryOf);
    super(remembered);
    this.#remembered = remembered;
    this.#request = request;
  }

  override async put(key: string, bytes: Uint8Array) {
    if (!this.#isDocument(key)) await this.#withdraw(key, 'file');
    const copies = this.#isDocument(key) ? await this.#copiesOf(key) : null;
    const written = await this.#put(key, bytes);
    for (const copy of [withdrawnPath(key), withdrawnPath(key, true)]) {
      if (copies?.delete(copy) === true) await this.inner.delete(copy);
    }
    return written;
  }

  protected override async mutate<Result>(key: string, method: Mutation, work: () => Promise<Result>) {
    await this.#confirm(key);
    if (method === 'createFile' || method === 'copyFrom') await this.#withdraw(key, 'file');
    return work();
  }

  /** In an object store, the objects of a directory are visible before its commit. */
  override async stageDirectory(key: string): Promise<StagedDirectory> {
    let withdrawn = this.flat ? await this.#withdraw(key, 'directory') : null;
    const staged = await super.stageDirectory(key);
    const held = <Result>(work: () => Promise<Result>) => this.#confirm(key).then(work);
    const commit = async () => {
      withdrawn ??= await this.#withdraw(key, 'directory');
      const written = await staged.commit();
      for (const { path, bytes } of withdrawn) await this.#rewrite(path, bytes);
      return written;
    };
    const withdraw = async () => {
      await this.#confirm(key);
      withdrawn ??= await this.#withdraw(key, 'directory');
      await staged.withdraw?.();
    };
    if (!this.flat) return { ...staged, commit, withdraw };
    return {
      ...staged,
      commit,
      withdraw,
      put: (name, bytes) => held(() => staged.put(name, bytes)),
      createFile: (name, size) => held(() => staged.createFile(name, size)),
      // What is listed there belongs to whoever has the run.
      abort: () => held(() => staged.abort()).catch(() => undefined),
    };
  }

  override async delete(key: string): Promise<void> {
    await this.#withdraw(key, 'removal');
    await super.delete(key);
    (await this.#documents(key))?.delete(key);
  }

  override async deleteDirectory(key: string): Promise<void> {
    await this.#withdraw(key, 'removal');
    const documents = await this.#documents(key);
    for (const path of [...(documents?.keys() ?? [])].filter((below) => below.startsWith(`${key}/`))) {
      await this.delete(path);
    }
    await super.deleteDirectory(key);
  }

  /**
   * Ends the changes of a run: writes back metadata files that a killed ingest had reduced and that nothing renewed,
   * without paths that are gone, and deletes the copies that are of no more use.
   */
  async settle(directory: string): Promise<void> {
    const copies = await this.#copiesIn(directory);
    for (const copy of [...copies]) {
      const { path = '', isReduced } = originalOf(copy) ?? {};
      if (!isReduced && (await this.#isUndescribed(path))) continue;
      if (isReduced && (await this.stat(path)) !== null) await this.#restore(path, await this.get(copy));
      copies.delete(copy);
      await this.inner.delete(copy);
    }
    if (!this.flat && copies.size === 0) await this.inner.deleteDirectory(withdrawnPath(directory));
  }

  /** Returns the readable metadata files of a run if something of the run was written, else none. */
  async changedDocuments(directory: string): Promise<readonly PublishedDocument[]> {
    return [...((await this.#runs.get(directory))?.values() ?? [])];
  }

  /** Notes that a run is new: there are no copies of its metadata. */
  beginNew(directory: string): void {
    if (this.#remembered instanceof ListedDirectories) this.#remembered.noteEmpty(withdrawnPath(directory));
  }

  /** Changes a run from now on only while its lease is held: then they fail with Superseded. */
  hold(directory: string, lease: Pick<Lease, 'confirm'>): void {
    for (const key of heldKeys(directory)) this.#leases.set(key, lease);
  }

  /** Forgets the lease and the metadata files of a run: other ingests may write the run before or after this one does. */
  forget(directory: string): void {
    this.#remembered.forget(directory);
    this.#remembered.forget(withdrawnPath(directory));
    this.#runs.delete(directory);
    this.#copies.delete(directory);
    for (const key of heldKeys(directory)) this.#leases.delete(key);
  }

  async #confirm(key: string): Promise<void> {
    await (this.#leases.get(key) ?? this.#leases.get(runOf(key)?.directory ?? ''))?.confirm();
  }

  #isDocument(key: string): boolean {
    return documentTemplate(key, this.#request.layout) !== null;
  }

  /** Withdraws the metadata that name a key. Returns those to write back once the key exists again. */
  async #withdraw(key: string, change: Change): Promise<Before[]> {
    const documents = await this.#documents(key);
    if (documents === null) return [];
    const naming = [...documents.values()].filter(
      (document) => document.path !== key && isNamedBy(document, key, this.#request.layout),
    );
    const renewed: PublishedDocument[] = [];
    const others: PublishedDocument[] = [];
    const isDocument = this.#isDocument(key);
    for (const document of naming) {
      (!isDocument && (await this.#request.writesAnew(document)) ? renewed : others).push(document);
    }
    await this.#remove(renewed, documents, key);
    if (change === 'file') return [];
    const before: Before[] = [];
    for (const document of others) {
      const { path } = document;
      const bytes = await this.inner.get(path);
      before.push({ path, bytes });
      if (change === 'directory') await this.#copy(path, bytes, true);
      await this.#reduce(document, (target) => isRelated(target, key));
    }
    return change === 'directory' ? before : [];
  }

  /** Deletes, repeatedly, metadata files that no other names; the others are reduced: they name no data of the item. */
  async #remove(renewed: readonly PublishedDocument[], documents: Documents, key: string): Promise<void> {
    let left = [...renewed];
    for (;;) {
      const named = new Set([...documents.values()].flatMap(({ targets }) => [...targets]));
      const free = left.filter(({ path }) => !named.has(path));
      if (free.length === 0) break;
      for (const { path, type } of free) {
        if (identityOf(type) !== null) await this.#copy(path, await this.inner.get(path), false);
        await this.#confirm(path);
        await this.inner.delete(path);
        documents.delete(path);
        this.#request.changed(path, null);
      }
      left = left.filter((document) => !free.includes(document));
    }
    for (const document of left) {
      const isViewer = document.kind === 'viz_config';
      await this.#reduce(document, (target) =>
        isViewer ? isRelated(target, key) : !this.#isDocument(target),
      );
    }
  }

  async #reduce(document: PublishedDocument, isGone: (target: string) => boolean): Promise<void> {
    const { path, kind, dataset } = document;
    // As Floats, so that numbers keep their spelling.
    const value = decodeJson(await this.inner.get(path), this.location(path), { asFloats: true });
    if (!isJsonObject(value)) return;
    const reduced = withoutReferences(kind, value, dataset, isGone);
    await this.#rewrite(path, encodeJson(reduced));
  }

  async #rewrite(path: string, bytes: Uint8Array): Promise<void> {
    this.#request.changed(path, bytes, await this.#put(path, bytes));
  }

  /** Writes a file; of a metadata file, notes the paths that it names. */
  async #put(key: string, bytes: Uint8Array): Promise<Written> {
    const written = await super.put(key, bytes);
    const isMetadata = !isOwnFile(key) && this.#isDocument(key);
    const document = isMetadata ? this.#documentOf(key, bytes, false) : null;
    if (document !== null) (await this.#documents(key))?.set(key, document);
    return written;
  }

  /** Writes a metadata file as it was before it was reduced, without paths that are gone. */
  async #restore(path: string, before: Uint8Array): Promise<void> {
    const document = this.#documentOf(path, before, true);
    if (document === null) return;
    const { kind, value, dataset, targets } = document;
    const gone = new Set<string>();
    for (const target of targets) if ((await this.kind(target)) === null) gone.add(target);
    const left = gone.size === 0 ? null : withoutReferences(kind, value, dataset, (path) => gone.has(path));
    const bytes = left === null ? before : encodeJson(left);
    if (!isSameBytes(bytes, await this.get(path))) await this.#rewrite(path, bytes);
  }

  /** True if an item with an identifier, whose metadata file this was, has data still but no metadata file. */
  async #isUndescribed(path: string): Promise<boolean> {
    const directory = parentKey(path);
    const entries = await this.readDirectory(directory);
    return entries.length > 0 && !entries.some(({ name }) => this.#isDocument(`${directory}/${name}`));
  }

  /** Keeps a metadata file before it is withdrawn, unless the copy of a killed ingest is there: that has more. */
  async #copy(path: string, bytes: Uint8Array, isReduced: boolean): Promise<void> {
    const [copy, copies] = [withdrawnPath(path, isReduced), await this.#copiesOf(path)];
    if (copies?.has(copy) !== false) return;
    await this.inner.put(copy, bytes);
    copies.add(copy);
  }

  /** Returns the paths of the copies of the run that a metadata file belongs to; null outside runs. */
  async #copiesOf(path: string): Promise<Set<string> | null> {
    const place = runOf(path);
    return place === null ? null : this.#copiesIn(place.directory);
  }

  async #copiesIn(directory: string): Promise<Set<string>> {
    const known = this.#copies.get(directory);
    if (known !== undefined) return known;
    const copies = new Set<string>();
    for await (const { key } of this.list(withdrawnPath(directory))) copies.add(key);
    this.#copies.set(directory, copies);
    return copies;
  }

  /** Returns a metadata file; `asFloats` keeps the spelling of its numbers. Null if it is none. */
  #documentOf(path: string, bytes: Uint8Array, asFloats: boolean): PublishedDocument | null {
    const value = decodeJson(bytes, this.location(path), { asFloats });
    return isJsonObject(value)
      ? publishedDocument(path, value, unitOfPath(path), this.#request.layout)
      : null;
  }

  /** Returns the metadata files, by path, of the run that a key belongs to; null outside runs. */
  async #documents(key: string): Promise<Documents | null> {
    const place = runOf(key);
    if (place === null) return null;
    const { directory } = place;
    return keepNewest(this.#runs, directory, this.#runs.get(directory) ?? this.#read(place), runsKnown);
  }

  async #read(place: UnitPlace): Promise<Documents> {
    const documents = await readRunDocuments(this.inner, place, this.#request.layout);
    return new Map(documents.map((document) => [document.path, document]));
  }
}

/** Returns the run that a key belongs to, or null. */
function runOf(key: string): UnitPlace | null {
  const place = isOwnFile(key) ? null : unitOfPath(key);
  return place?.kind === 'run' ? place : null;
}

/** Returns what the lease of a run is for: its directory and its ledger. */
function heldKeys(directory: string): string[] {
  const { dataset = null, run = null } = runOf(`${directory}/`) ?? {};
  return dataset === null || run === null
    ? [directory]
    : [directory, ledgerPath({ kind: 'run', dataset, run })];
}

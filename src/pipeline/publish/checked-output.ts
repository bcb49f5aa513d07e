import { ForwardingStorage, withCommit, withStagedCommit } from '../../storage/forwarding-storage.js';
import type { Storage } from '../../storage/storage.js';

/**
 * A view of the output that calls `check` before a file or directory appears under its name, and fails if
 * `check` does. Copies are not checked: `copyFrom` compares the source itself.
 */
export class CheckedOutput extends ForwardingStorage {
  readonly #check: () => Promise<void>;

  constructor(output: Storage, check: () => Promise<void>) {
    super(output);
    this.#check = check;
  }

  override async put(key: string, bytes: Uint8Array) {
    await this.#check();
    return super.put(key, bytes);
  }

  override async createFile(key: string, size?: number | null) {
    const writer = await super.createFile(key, size);
    return withCommit(writer, async () => {
      await this.#check();
      return writer.commit();
    });
  }

  override async stageDirectory(key: string) {
    const staged = await super.stageDirectory(key);
    // Once, also for what is replaced between the two: after that the directory must not fail to appear.
    let checked: Promise<void> | null = null;
    const check = () => {
      checked ??= this.#check();
      return checked;
    };
    const commit = async () => {
      await check();
      return staged.commit();
    };
    return withStagedCommit(staged, commit, check);
  }
}

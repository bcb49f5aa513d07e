import { ForwardingStorage, type Storage, withCommit, withStagedCommit } from '../../storage/index.js';

/**
 * A storage that does not make anything appear under its name before `check` has passed; a copy looks after its source
 * itself.
 */
export function checkedOutput(output: Storage, check: () => Promise<void>): Storage {
  return new CheckedOutput(output, check);
}

class CheckedOutput extends ForwardingStorage {
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
    return withStagedCommit(staged, async () => {
      await this.#check();
      return staged.commit();
    });
  }
}

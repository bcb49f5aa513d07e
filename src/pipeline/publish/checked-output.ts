import type { FileWriter, Storage } from '../../storage/index.js';

/**
 * A storage that does not make anything appear under its name before `check` has passed; a copy looks after its source
 * itself.
 */
export function checkedOutput(output: Storage, check: () => Promise<void>): Storage {
  const checked: Storage = {
    url: output.url,
    flat: output.flat,
    location: (key) => output.location(key),
    stat: (key) => output.stat(key),
    kind: (key) => output.kind(key),
    readDirectory: (key, start) => output.readDirectory(key, start),
    list: (prefix) => output.list(prefix),
    get: (key, limit) => output.get(key, limit),
    open: (key) => output.open(key),
    async put(key, bytes) {
      await check();
      await output.put(key, bytes);
    },
    createExclusive: (key, bytes) => output.createExclusive(key, bytes),
    createFile: async (key, size) => checkedFile(await output.createFile(key, size), check),
    async stageDirectory(key) {
      const staged = await output.stageDirectory(key);
      return {
        put: (relativeKey, bytes) => staged.put(relativeKey, bytes),
        createFile: (relativeKey, size) => staged.createFile(relativeKey, size),
        async commit() {
          await check();
          await staged.commit();
        },
        abort: () => staged.abort(),
      };
    },
    copyFrom: (source, sourceKey, key) =>
      output.copyFrom(source === checked ? output : source, sourceKey, key),
    delete: (key) => output.delete(key),
    deleteDirectory: (key) => output.deleteDirectory(key),
    removeLeftovers: (key, age) => output.removeLeftovers(key, age),
    close: () => output.close(),
  };
  return checked;
}

function checkedFile(writer: FileWriter, check: () => Promise<void>): FileWriter {
  return {
    ...(writer.localPath === undefined ? {} : { localPath: writer.localPath }),
    write: (offset, bytes) => writer.write(offset, bytes),
    async commit() {
      await check();
      await writer.commit();
    },
    abort: () => writer.abort(),
  };
}

/**
 * Reads a file of `dist` that lies beside the bundle, in place of package-file.ts (`browser` of package.json). Fails
 * with an Error if it does not.
 */
export async function readPackageFile(name: string): Promise<Uint8Array> {
  const response = await fetch(new URL(name, import.meta.url));
  if (!response.ok) throw new Error(`${response.url}: ${response.status} ${response.statusText}`);
  return new Uint8Array(await response.arrayBuffer());
}

/** The part of the API that is used here; the types of Node.js lack it. */
const { XMLHttpRequest: Request } = globalThis as unknown as {
  readonly XMLHttpRequest: new () => {
    responseType: 'arraybuffer';
    readonly response: ArrayBuffer;
    open(method: 'GET', address: URL, isAsync: false): void;
    send(): void;
  };
};

/** Reads a small file of `dist` beside the bundle, while this worker waits. Fails with an Error if it is missing. */
export function readPackageFileNow(name: string): Uint8Array {
  const request = new Request();
  request.open('GET', new URL(name, import.meta.url), false);
  request.responseType = 'arraybuffer';
  request.send();
  return new Uint8Array(request.response);
}

/** Returns null: a page reads only what the user gave it. */
export async function readLocalFile(_path: string): Promise<Uint8Array | null> {
  return null;
}

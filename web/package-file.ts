/**
 * Reads a file of `dist` that lies beside the bundle, in place of src/base/package-file.ts (`browser` of package.json). Fails
 * with an Error if it does not.
 */
export async function readPackageFile(name: string): Promise<Uint8Array> {
  const response = await fetch(new URL(name, import.meta.url));
  if (!response.ok) throw new Error(`${response.url}: ${response.status} ${response.statusText}`);
  return new Uint8Array(await response.arrayBuffer());
}

/** Reads a small file of `dist` beside the bundle, while this worker waits. Fails with an Error if it is missing. */
export function readPackageFileNow(name: string): Uint8Array {
  const request = new XMLHttpRequest();
  request.open('GET', new URL(name, import.meta.url), false);
  request.responseType = 'arraybuffer';
  request.send();
  if (request.status !== 200)
    throw new Error(`${request.responseURL}: ${request.status} ${request.statusText}`);
  return new Uint8Array(request.response);
}

/** Returns null: a page reads only what the user gave it. */
export async function readLocalFile(_path: string): Promise<Uint8Array | null> {
  return null;
}

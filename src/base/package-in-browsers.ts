/**
 * Reads a file of `dist` that lies beside the bundle, in place of package-file.ts (`browser` of package.json). Fails
 * with an Error if it does not.
 */
export async function readPackageFile(name: string): Promise<Uint8Array> {
  const response = await fetch(new URL(name, import.meta.url));
  if (!response.ok) throw new Error(`${response.url}: ${response.status} ${response.statusText}`);
  return new Uint8Array(await response.arrayBuffer());
}

/** Returns null: a page reads only what the user gave it. */
export async function readLocalFile(_path: string): Promise<Uint8Array | null> {
  return null;
}

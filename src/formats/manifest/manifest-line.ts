/** A file of a tree and its SHA-256 in hexadecimal. */
export interface ManifestEntry {
  readonly path: string;
  readonly sha256: string;
}

/** A line of a BagIt manifest (RFC 8493, 2.1.3): digest, two blanks, path, in which %, CR and LF are percent-encoded. */
export function formatManifestLine({ path, sha256 }: ManifestEntry): string {
  const encoded = path.replace(/[%\r\n]/g, (character) => encodings[character] ?? character);
  return `${sha256}  ${encoded}\n`;
}

/** Reads a line without its end; null where it is none. The mark of `sha256sum -b` before the path is taken. */
export function parseManifestLine(line: string): ManifestEntry | null {
  const [, sha256, encoded] = /^([0-9a-fA-F]{64})[ \t]+\*?(.+)$/s.exec(line) ?? [];
  if (sha256 === undefined || encoded === undefined) return null;
  const path = encoded.replace(/%(25|0[dD]|0[aA])/g, (_, code: string) =>
    String.fromCharCode(Number.parseInt(code, 16)),
  );
  return { path: path.replace(/^\.\//, ''), sha256: sha256.toLowerCase() };
}

const encodings: Readonly<Record<string, string>> = { '%': '%25', '\r': '%0D', '\n': '%0A' };

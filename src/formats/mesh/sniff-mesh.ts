import { rootPattern } from '../file-head.js';
import { latin1 } from '../text.js';

/** Returns a test of files that begin with a text, one byte a character. */
export function beginsWith(start: string): (bytes: Uint8Array) => boolean {
  return (bytes) => [...start].every((character, at) => bytes[at] === character.charCodeAt(0));
}

/** True for an STL file: its size fits its stated number of facets, or it begins with the word `solid` in any case. */
export function isStl(bytes: Uint8Array): boolean {
  if (/^\s*solid(?:[ \t\r\n]|$)/i.test(latin1(bytes.subarray(0, 256)))) return true;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  return bytes.length >= 134 && bytes.length === 84 + 50 * view.getUint32(80, true);
}

/** True for an OBJ file: its first lines that are neither blank nor comments have its keywords. */
export function isObj(bytes: Uint8Array): boolean {
  const lines = latin1(bytes.subarray(0, 65_536))
    .split(/\r\n|\r|\n/)
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('#'))
    .slice(0, 8);
  const first = lines.slice(0, -1);
  return first.length > 0 && first.every((line) => /^(?:v|vn|vt|f|o|g|s|l|p|mtllib|usemtl)\s/.test(line));
}

/** Returns a test of XML files whose root has a name. */
export function isXml(root: string): (bytes: Uint8Array) => boolean {
  const pattern = rootPattern(`<${root}`);
  return (bytes) => pattern.test(latin1(bytes.subarray(0, 4096)));
}

/** True for a PLY file: its first line is `ply`. */
export function isPly(bytes: Uint8Array): boolean {
  return /^ply[ \t]*[\r\n]/.test(latin1(bytes.subarray(0, 16)));
}

import { type FormatError, fileError } from '../../base/errors.js';
import { GrowingNumbers } from '../../base/growing-numbers.js';
import { fields, parseFinite } from '../text.js';
import { type MeshFormat, meshOf, noFaces, PointLists, pausedLines, pushPolygon } from './mesh.js';

/** Reads the faces of a Wavefront OBJ file, all objects as one mesh. Fails with a FormatError that names the line. */
export const parseObj: MeshFormat['read'] = async (bytes, path, _name, pause) => {
  const vertices = new GrowingNumbers(Float64Array);
  const [all, ends] = [new GrowingNumbers(Uint32Array), new GrowingNumbers(Uint32Array)];
  // Faces may refer to later vertices, so the largest index is checked at the end.
  const seen = { line: 0, most: -1 };
  const take = (text: string, line: number) => {
    const [keyword, ...items] = fields(text.split('#', 1)[0] ?? '');
    if (keyword === 'v') {
      for (const value of vertex(items, line, path)) vertices.push(value);
    } else if (keyword === 'f') {
      const corners = face(items, vertices.length / 3, line, path);
      const most = corners.reduce((largest, corner) => Math.max(largest, corner), -1);
      if (most > seen.most) Object.assign(seen, { line, most });
      for (const corner of corners) all.push(corner);
      ends.push(all.length);
    }
  };
  // A line that ends with a backslash continues on the next.
  let [line, before] = [0, ''];
  for await (const lines of pausedLines(bytes, path, pause)) {
    for (const text of lines) {
      line++;
      if (text.endsWith('\\')) before += `${text.slice(0, -1)} `;
      else {
        take(before + text, line);
        before = '';
      }
    }
  }
  if (before !== '') take(before, line);
  if (seen.most >= vertices.length / 3) throw outOfRange(seen.most + 1, vertices.length / 3, seen.line, path);
  const [points, faces] = [vertices.values, noFaces()];
  for (const polygon of new PointLists(all.values, ends.values)) pushPolygon(polygon, points, faces);
  return meshOf(points, faces);
};

function vertex(items: readonly string[], line: number, path: string): number[] {
  const values = items.slice(0, 3).map(parseFinite);
  if (values.length === 3 && !values.includes(null)) return values as number[];
  throw fileError('not a vertex', { path, line }, 'v and 3 numbers', `v ${items.join(' ')}`);
}

function face(items: readonly string[], vertexCount: number, line: number, path: string): number[] {
  if (items.length < 3) {
    throw fileError('a face with too few corners', { path, line }, 'at least 3', `${items.length}`);
  }
  return items.map((item) => {
    const match = /^(-?\d+)(?:\/\d*){0,2}$|^(-?\d+)(?:\/-?\d*){0,2}$/.exec(item);
    const index = Number(match?.[1] ?? match?.[2]);
    if (!Number.isSafeInteger(index) || index === 0 || index < -vertexCount) {
      throw outOfRange(item, vertexCount, line, path);
    }
    return index > 0 ? index - 1 : vertexCount + index;
  });
}

function outOfRange(found: string | number, count: number, line: number, path: string): FormatError {
  const expected = `1 to ${count}, or -${count} to -1`;
  return fileError('a face refers to a missing vertex', { path, line }, expected, String(found));
}

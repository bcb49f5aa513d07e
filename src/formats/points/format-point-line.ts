import { formatFloat } from '../../json/index.js';
import type { AnnotationPoint } from './point.js';
import { pointLines, putLineValues } from './point-lines.js';

/** The ndjson line of a point, without the line end: one blank after `:` and `,`, floats in Python's spelling. */
export function formatPointLine(point: AnnotationPoint): string {
  const { pieces, integers } = pointLines[point.type];
  const values: number[] = [];
  putLineValues(point, values, 0);
  const texts = values.map((value, index) => (integers[index] === true ? `${value}` : formatFloat(value)));
  return pieces
    .map((piece, index) => piece + (texts[index] ?? ''))
    .join('')
    .trimEnd();
}

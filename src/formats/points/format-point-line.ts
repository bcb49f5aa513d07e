import { formatFloat } from '../../json/index.js';
import type { AnnotationPoint, Rotation } from './point.js';

/** The ndjson line of a point, without the line end: one blank after `:` and `,`, floats in Python's spelling. */
export function formatPointLine(point: AnnotationPoint): string {
  const { x, y, z } = point.location;
  const place = `"location": {"x": ${formatFloat(x)}, "y": ${formatFloat(y)}, "z": ${formatFloat(z)}}`;
  const head = `{"type": "${point.type}", ${place}`;
  if (point.type === 'orientedPoint')
    return `${head}, "xyz_rotation_matrix": ${formatRotation(point.rotation)}}`;
  if (point.type === 'instancePoint') return `${head}, "instance_id": ${point.instanceId}}`;
  return `${head}}`;
}

function formatRotation(rotation: Rotation): string {
  const [a, b, c, d, e, f, g, h, i] = rotation.map(formatFloat);
  return `[[${a}, ${b}, ${c}], [${d}, ${e}, ${f}], [${g}, ${h}, ${i}]]`;
}

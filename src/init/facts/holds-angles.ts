import { parseImodModel } from '../../formats/imod-model/index.js';

/** Columns with angles of tables whose formats may be without. */
const angleColumns: Readonly<Record<string, RegExp>> = {
  relion3_star: /_rlnAngleRot\b/,
  relion31_star: /_rlnAngleRot\b/,
  relion4_star: /_rlnAngleRot\b/,
  relion5_star: /_rlnAngleRot\b/,
  tomoman_relion_star: /_rlnAngleRot\b/,
  copick: /"transformation_"\s*:\s*\[/,
};

/**
 * Whether a file of points has angles: a model that has slicer angles, a table with columns of them. Null where its format tells.
 * Fails with a FormatError on a model that cannot be read.
 */
export function holdsAngles(format: string, text: string, bytes: Uint8Array, path: string): boolean | null {
  if (format === 'mod') return parseImodModel(bytes, path).slicerAngles.length > 0;
  const columns = Object.hasOwn(angleColumns, format) ? angleColumns[format] : undefined;
  return columns === undefined ? null : columns.test(text);
}

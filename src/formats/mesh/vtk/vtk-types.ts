/** How one number of a legacy VTK file is read; binary files are big-endian. */
export interface VtkType {
  readonly bytes: number;
  read(view: DataView, offset: number): number;
}

const int64: VtkType = { bytes: 8, read: (view, offset) => Number(view.getBigInt64(offset)) };
/** `int`. */
export const int32: VtkType = { bytes: 4, read: (view, offset) => view.getInt32(offset) };

/** Types by their names; `bit` and `long`, whose sizes are not certain, and `string` are not among them. */
export const vtkTypes: ReadonlyMap<string, VtkType> = new Map<string, VtkType>([
  ['float', { bytes: 4, read: (view, offset) => view.getFloat32(offset) }],
  ['double', { bytes: 8, read: (view, offset) => view.getFloat64(offset) }],
  ['char', { bytes: 1, read: (view, offset) => view.getInt8(offset) }],
  ['unsigned_char', { bytes: 1, read: (view, offset) => view.getUint8(offset) }],
  ['short', { bytes: 2, read: (view, offset) => view.getInt16(offset) }],
  ['unsigned_short', { bytes: 2, read: (view, offset) => view.getUint16(offset) }],
  ['int', int32],
  ['unsigned_int', { bytes: 4, read: (view, offset) => view.getUint32(offset) }],
  ['vtkidtype', int32],
  ['vtktypeint32', int32],
  ['vtktypeint64', int64],
]);

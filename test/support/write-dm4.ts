/** A tag of a DM4 file that a test builds: a group, or an array or number of one tag type. */
export type Dm4Tag =
  | { readonly name?: string; readonly tags: readonly Dm4Tag[] }
  | { readonly name?: string; readonly type: number; readonly values: readonly number[] | Uint8Array }
  | { readonly name?: string; readonly type: number; readonly value: number };

type Write = (view: DataView, offset: number, value: number) => void;

/** Size and little-endian writer of a tag type. */
const types: Readonly<Record<number, readonly [bytes: number, write: Write]>> = {
  2: [2, (view, offset, value) => view.setInt16(offset, value, true)],
  3: [4, (view, offset, value) => view.setInt32(offset, value, true)],
  4: [2, (view, offset, value) => view.setUint16(offset, value, true)],
  5: [4, (view, offset, value) => view.setUint32(offset, value, true)],
  6: [4, (view, offset, value) => view.setFloat32(offset, value, true)],
  7: [8, (view, offset, value) => view.setFloat64(offset, value, true)],
  9: [1, (view, offset, value) => view.setInt8(offset, value)],
  10: [1, (view, offset, value) => view.setUint8(offset, value)],
};

/** Version of a file: in 3 lengths and counts have 4 bytes and tags no length. */
export type DmVersion = 3 | 4;

/** Bytes of a little-endian DM3 or DM4 file with these tags in its root group. */
export function writeDm4(tags: readonly Dm4Tag[], version: DmVersion = 4): Uint8Array {
  const body = group(tags, version);
  const root = Buffer.concat([...body, Buffer.alloc(8)]);
  return Buffer.concat([u32(version), word(root.length - 8, version), u32(1), root]);
}

/** Tags of an image with its samples, top row first. */
export function imageTags(options: {
  readonly dataType: number;
  readonly tagType: number;
  readonly samples: readonly number[];
  readonly dimensions: readonly number[];
  readonly scale?: number;
  readonly units?: string;
}): Dm4Tag {
  const { dataType, tagType, samples, dimensions, scale = 1, units = 'nm' } = options;
  const calibration: Dm4Tag = {
    tags: [
      { name: 'Origin', type: 6, value: 0 },
      { name: 'Scale', type: 6, value: scale },
      { name: 'Units', type: 4, values: [...units].map((character) => character.charCodeAt(0)) },
    ],
  };
  return {
    tags: [
      {
        name: 'ImageData',
        tags: [
          { name: 'Calibrations', tags: [{ name: 'Dimension', tags: [calibration, calibration] }] },
          { name: 'Data', type: tagType, values: samples },
          { name: 'DataType', type: 5, value: dataType },
          { name: 'Dimensions', tags: dimensions.map((extent) => ({ type: 5, value: extent })) },
          { name: 'PixelDepth', type: 5, value: 4 },
        ],
      },
    ],
  };
}

/** A file as DigitalMicrograph writes it: a colour thumbnail, then the image. */
export function dm4WithImage(image: Parameters<typeof imageTags>[0], version: DmVersion = 4): Uint8Array {
  const thumbnail = imageTags({ dataType: 23, tagType: 5, samples: [0], dimensions: [1, 1] });
  return writeDm4(
    [
      { name: 'ImageList', tags: [thumbnail, imageTags(image)] },
      { name: 'Thumbnails', tags: [{ tags: [{ name: 'ImageIndex', type: 5, value: 0 }] }] },
      { name: 'InImageMode', type: 5, value: 1 },
    ],
    version,
  );
}

function group(tags: readonly Dm4Tag[], version: DmVersion): Buffer[] {
  return [Buffer.from([1, 0]), word(tags.length, version), ...tags.map((tag) => entry(tag, version))];
}

function entry(tag: Dm4Tag, version: DmVersion): Buffer {
  const name = Buffer.from(tag.name ?? '', 'latin1');
  const content = Buffer.concat('tags' in tag ? group(tag.tags, version) : data(tag, version));
  const nameLength = Buffer.alloc(2);
  nameLength.writeUInt16BE(name.length);
  return Buffer.concat([
    Buffer.from(['tags' in tag ? 20 : 21]),
    nameLength,
    name,
    ...(version === 4 ? [u64(content.length)] : []),
    content,
  ]);
}

function data(tag: Exclude<Dm4Tag, { tags: unknown }>, version: DmVersion): Buffer[] {
  const isArray = 'values' in tag;
  const values = isArray ? tag.values : [tag.value];
  const info = isArray ? [20, tag.type, values.length] : [tag.type];
  const [bytes, write] = types[tag.type] ?? [0, () => undefined];
  const payload = Buffer.alloc(bytes * values.length);
  const view = new DataView(payload.buffer, payload.byteOffset, payload.length);
  values.forEach((value, index) => {
    write(view, bytes * index, value);
  });
  return [
    Buffer.from('%%%%'),
    word(info.length, version),
    ...info.map((each) => word(each, version)),
    payload,
  ];
}

function word(value: number, version: DmVersion): Buffer {
  return version === 4 ? u64(value) : u32(value);
}

function u32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
}

function u64(value: number): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64BE(BigInt(value));
  return bytes;
}

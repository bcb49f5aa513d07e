import { deflateSync } from 'node:zlib';
import { File, ready } from 'h5wasm';

/** A lattice as sfftk writes it: little endian, zlib, base64. */
export interface BuiltLattice {
  readonly mode: string;
  readonly endianness?: 'little' | 'big';
  /** Sections, rows, columns. */
  readonly shape: readonly [number, number, number];
  readonly start?: readonly [number, number, number];
  readonly samples: Uint8Array;
}

/** Values of the segments that a lattice holds, each one segment. */
type Segments = readonly { readonly name: string; readonly value: number; readonly lattice: number }[];

const axes = ['sections', 'rows', 'cols'] as const;

/** An EMDB-SFF 0.8 file of volumes in XML, laid out as segmentation_da.xsd says and as sfftk-rw writes it. */
export function buildSffVolume(lattices: readonly BuiltLattice[], segments: Segments): string {
  const triple = (tag: string, numbers: readonly number[]) =>
    `<${tag}>${axes.map((axis, at) => `<${axis}>${numbers[at]}</${axis}>`).join('')}</${tag}>`;
  return `<?xml version='1.0' encoding='utf-8'?>
<segmentation>
    <version>0.8.0.dev1</version>
    <name>Segger Segmentation</name>
    <primary_descriptor>three_d_volume</primary_descriptor>
    <segment_list>
${segments
  .map(
    ({ name, value, lattice }, id) => `		<segment id="${id + 1}" parent_id="0">
			<biological_annotation><name>${name}</name></biological_annotation>
			<three_d_volume>
				<lattice_id>${lattice}</lattice_id>
				<value>${value}.</value>
			</three_d_volume>
		</segment>`,
  )
  .join('\n')}
    </segment_list>
    <lattice_list>
${lattices
  .map(
    ({ mode, endianness = 'little', shape, start = [0, 0, 0], samples }, id) => `        <lattice id="${id}">
            <mode>${mode}</mode>
            <endianness>${endianness}</endianness>
            ${triple('size', shape)}
            ${triple('start', start)}
            <data>${deflateSync(samples).toString('base64')}</data>
        </lattice>`,
  )
  .join('\n')}
    </lattice_list>
</segmentation>
`;
}

/** The same as HDF5, as sfftk-rw's `as_hff` lays it out. */
export async function buildHffVolume(
  lattices: readonly BuiltLattice[],
  segments: Segments,
): Promise<Uint8Array> {
  const { FS } = await ready;
  const name = '/built-volume.hff';
  const file = new File(name, 'w');
  const put = (key: string, data: string | Int32Array | Float64Array) => {
    const shape = typeof data === 'string' ? {} : { shape: [] };
    file.create_dataset({ name: key, data, ...shape });
  };
  put('version', '0.8.0.dev1');
  for (const group of ['segment_list', 'lattice_list']) file.create_group(group);
  segments.forEach(({ name: label, value, lattice }, id) => {
    const segment = `segment_list/${id}`;
    for (const group of [segment, `${segment}/biological_annotation`, `${segment}/three_d_volume`])
      file.create_group(group);
    put(`${segment}/biological_annotation/name`, label);
    put(`${segment}/three_d_volume/lattice_id`, Int32Array.of(lattice));
    put(`${segment}/three_d_volume/value`, Float64Array.of(value));
  });
  lattices.forEach(({ mode, endianness = 'little', shape, start = [0, 0, 0], samples }, id) => {
    const lattice = `lattice_list/${id}`;
    for (const group of [lattice, `${lattice}/size`, `${lattice}/start`]) file.create_group(group);
    put(`${lattice}/mode`, mode);
    put(`${lattice}/endianness`, endianness);
    put(`${lattice}/data`, deflateSync(samples).toString('base64'));
    axes.forEach((axis, at) => {
      put(`${lattice}/size/${axis}`, Int32Array.of(shape[at] ?? 0));
      put(`${lattice}/start/${axis}`, Int32Array.of(start[at] ?? 0));
    });
  });
  file.close();
  const bytes = FS.readFile(name) as Uint8Array;
  FS.unlink(name);
  return new Uint8Array(bytes);
}

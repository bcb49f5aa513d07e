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

/** An XML file of version 0.8 with the names of elements of version 0.7: `segmentList`, `threeDVolume`. */
export function asVersion07(text: string): string {
  const camelCase = (tag: string) => tag.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase());
  return text.replace('0.8.0.dev1', '0.7.0.dev0').replace(/<\/?\w+/g, camelCase);
}

/** The same as HDF5, as sfftk-rw's `as_hff` lays it out; of version 0.7 by its adapter_v0_7_0_dev0. */
export async function buildHffVolume(
  lattices: readonly BuiltLattice[],
  segments: Segments,
  version: '0.7' | '0.8' = '0.8',
): Promise<Uint8Array> {
  const isOld = version === '0.7';
  const [segmentList, latticeList] = isOld ? ['segments', 'lattices'] : ['segment_list', 'lattice_list'];
  const [volume, annotation, latticeId] = isOld
    ? ['volume', 'biologicalAnnotation', 'latticeId']
    : ['three_d_volume', 'biological_annotation', 'lattice_id'];
  const { FS } = await ready;
  const name = '/built-volume.hff';
  const file = new File(name, 'w');
  const put = (key: string, data: string | Int32Array | Float64Array) => {
    const shape = typeof data === 'string' ? {} : { shape: [] };
    file.create_dataset({ name: key, data, ...shape });
  };
  put('version', isOld ? '0.7.0.dev0' : '0.8.0.dev1');
  for (const group of [segmentList, latticeList]) file.create_group(group);
  segments.forEach(({ name: label, value, lattice }, id) => {
    const segment = `${segmentList}/${id}`;
    for (const group of [segment, `${segment}/${annotation}`, `${segment}/${volume}`])
      file.create_group(group);
    put(`${segment}/${annotation}/name`, label);
    put(`${segment}/${volume}/${latticeId}`, Int32Array.of(lattice));
    put(`${segment}/${volume}/value`, Float64Array.of(value));
  });
  lattices.forEach(({ mode, endianness = 'little', shape, start = [0, 0, 0], samples }, id) => {
    const lattice = `${latticeList}/${id}`;
    for (const group of isOld ? [lattice] : [lattice, `${lattice}/size`, `${lattice}/start`])
      file.create_group(group);
    put(`${lattice}/mode`, mode);
    put(`${lattice}/endianness`, endianness);
    put(`${lattice}/data`, deflateSync(samples).toString('base64'));
    if (isOld) {
      for (const [name, triple] of Object.entries({ size: shape, start }))
        file.create_dataset({ name: `${lattice}/${name}`, data: Int32Array.from([...triple].reverse()) });
    }
    (isOld ? [] : axes).forEach((axis, at) => {
      put(`${lattice}/size/${axis}`, Int32Array.of(shape[at] ?? 0));
      put(`${lattice}/start/${axis}`, Int32Array.of(start[at] ?? 0));
    });
  });
  file.close();
  const bytes = FS.readFile(name) as Uint8Array;
  FS.unlink(name);
  return new Uint8Array(bytes);
}

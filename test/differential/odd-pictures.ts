import { encode, Image } from 'image-js';
import { createRandom } from '../../demo/random.js';
import { libjpegFiles } from './libjpeg-files.js';
import { changed, cut, joined, type OddFile, oddFile } from './odd-file.js';
import { chunk, makePng } from './plain-picture.js';

const [width, height] = [12, 9];

/** PNG and JPEG files, and some that are neither: unusual ones that are valid, and damaged ones. */
export function oddPictures(): OddFile[] {
  const files: OddFile[] = [];
  const add = (name: string, bytes: Uint8Array) => files.push(oddFile(name, bytes));
  addPngs(add);
  addDamagedPngs(add);
  addJpegs(add);
  addForeign(add);
  return files;
}

type Add = (name: string, bytes: Uint8Array) => void;

const types = { grey: 0, rgb: 2, palette: 3, grey_alpha: 4, rgba: 6 } as const;
const channels: Readonly<Record<number, number>> = { 0: 1, 2: 3, 3: 1, 4: 2, 6: 4 };
const depths: Readonly<Record<keyof typeof types, readonly number[]>> = {
  grey: [1, 2, 4, 8, 16],
  rgb: [8, 16],
  palette: [1, 2, 4, 8],
  grey_alpha: [8, 16],
  rgba: [8, 16],
};

/** Rows without filters whose bits are noise, or as few as the palette has colours for. */
function noise(type: keyof typeof types, depth: number, columns = width, rows = height): Uint8Array {
  const random = createRandom(depth + 100 * types[type]);
  const rowBytes = Math.ceil((columns * depth * (channels[types[type]] ?? 1)) / 8);
  const bytes = new Uint8Array((rowBytes + 1) * rows);
  for (let at = 0; at < bytes.length; at++) {
    bytes[at] = at % (rowBytes + 1) === 0 ? 0 : random.integer(type === 'palette' && depth === 8 ? 16 : 256);
  }
  return bytes;
}

function palette(colours: number): Uint8Array {
  const random = createRandom(colours);
  return chunk(
    'PLTE',
    Uint8Array.from({ length: 3 * colours }, () => random.integer(256)),
  );
}

function png(type: keyof typeof types, depth: number, between: readonly Uint8Array[] = []): Uint8Array {
  const colours = type === 'palette' ? [palette(Math.min(16, 2 ** depth))] : [];
  return makePng({ width, height, depth, type: types[type] }, noise(type, depth), [...colours, ...between]);
}

function addPngs(add: Add): void {
  for (const type of Object.keys(types) as (keyof typeof types)[]) {
    for (const depth of depths[type]) {
      add(`png_${type}_${depth}`, png(type, depth));
      const head = { width: 13, height: 3, depth, type: types[type] };
      const colours = type === 'palette' ? [palette(Math.min(16, 2 ** depth))] : [];
      add(`png_${type}_${depth}_odd_width`, makePng(head, noise(type, depth, 13, 3), colours));
    }
  }
  // One pixel is the same in Adam7's order as in any.
  for (const depth of [1, 4, 8]) {
    const head = { width: 1, height: 1, depth, type: types.grey, interlace: 1 };
    add(`png_interlaced_grey_${depth}`, makePng(head, Uint8Array.of(0, 0x80)));
  }
  for (let filter = 1; filter <= 4; filter++) {
    const rows = noise('rgb', 8).map((byte, at) => (at % (3 * width + 1) === 0 ? filter : byte));
    add(`png_filter_${filter}`, makePng({ width, height, depth: 8, type: types.rgb }, rows));
  }
  add('png_transparent_grey_8', png('grey', 8, [chunk('tRNS', Uint8Array.of(0, 7))]));
  add('png_transparent_grey_4', png('grey', 4, [chunk('tRNS', Uint8Array.of(0, 7))]));
  add('png_transparent_palette_4', png('palette', 4, [chunk('tRNS', Uint8Array.of(0, 128))]));
  add('png_transparent_palette_8', png('palette', 8, [chunk('tRNS', Uint8Array.of(0, 128))]));
  add('png_transparent_rgb_8', png('rgb', 8, [chunk('tRNS', Uint8Array.of(0, 1, 0, 2, 0, 3))]));
  add('png_text_chunk', png('rgb', 8, [chunk('tEXt', Buffer.from('Comment\0made by hand'))]));
  add('png_unknown_chunk', png('rgb', 8, [chunk('vpAg', new Uint8Array(9))]));
  add('png_unknown_critical_chunk', png('rgb', 8, [chunk('ABCD', new Uint8Array(9))]));
  add('png_gamma', png('rgb', 8, [chunk('gAMA', Uint8Array.of(0, 0, 0xb1, 0x8f))]));
  add('png_exif_turned', png('rgb', 8, [chunk('eXIf', exif(6).slice(6))]));
}

function addDamagedPngs(add: Add): void {
  const good = png('rgb', 8);
  for (const length of [0, 4, 8, 20, 32, 33, 40, 60]) add(`png_cut_to_${length}`, cut(good, length));
  for (const short of [1, 4, 8, 12, 13, 20]) add(`png_cut_by_${short}`, cut(good, -short));
  add('png_longer', joined(good, Buffer.from('more')));
  add('png_twice', joined(good, good));
  const set = (name: string, offset: number, ...values: number[]) =>
    add(
      `png_${name}`,
      changed(good, (_, all) => all.set(values, offset < 0 ? all.length + offset : offset)),
    );
  set('wrong_crc_of_header', 30, 0xff);
  set('wrong_crc_of_data', -16, 0xff);
  set('wrong_crc_of_end', -1, 0);
  set('width_0', 16, 0, 0, 0, 0);
  set('height_0', 20, 0, 0, 0, 0);
  set('wider_than_its_data', 19, 40);
  set('higher_than_its_data', 23, 40);
  set('narrower_than_its_data', 19, 5);
  set('lower_than_its_data', 23, 4);
  set('claims_terapixels', 16, 0, 15, 0x42, 0x40, 0, 15, 0x42, 0x40);
  set('depth_3', 24, 3);
  set('depth_16', 24, 16);
  set('type_1', 25, 1);
  set('type_7', 25, 7);
  set('compression_1', 26, 1);
  set('filter_method_1', 27, 1);
  set('interlace_1', 28, 1);
  set('interlace_2', 28, 2);
  set('signature', 1, 0x51);
  set('damaged_data', 50, 0, 0, 0, 0);
  const bad = noise('rgb', 8).map((byte, at) => (at % (3 * width + 1) === 0 ? 9 : byte));
  add('png_filter_9', makePng({ width, height, depth: 8, type: types.rgb }, bad));
  add('png_palette_left_out', makePng({ width, height, depth: 4, type: types.palette }, noise('palette', 4)));
  add(
    'png_palette_too_short',
    makePng({ width, height, depth: 4, type: 3 }, noise('palette', 4), [palette(3)]),
  );
  add('png_short_data', makePng({ width, height, depth: 8, type: types.rgb }, noise('rgb', 8).slice(0, 100)));
  add(
    'png_long_data',
    makePng({ width, height, depth: 8, type: types.rgb }, joined(noise('rgb', 8), new Uint8Array(99))),
  );
  const bomb = new Uint8Array(2 ** 24);
  add('png_bomb', makePng({ width, height, depth: 8, type: types.rgb }, bomb));
}

function addJpegs(add: Add): void {
  const random = createRandom(3);
  const data = Uint8Array.from({ length: 3 * width * height }, () => random.integer(256));
  const good = Uint8Array.from(
    encode(new Image(width, height, { colorModel: 'RGB', data }), { format: 'jpg' }),
  );
  add('jpeg_of_image_js', good);
  for (const [name, text] of Object.entries(libjpegFiles)) {
    const bytes = Uint8Array.from(Buffer.from(text, 'base64'));
    add(`jpeg_${name}`, bytes);
    add(`jpeg_${name}_cut_in_half`, cut(bytes, bytes.length >> 1));
    add(`jpeg_${name}_cut_by_2`, cut(bytes, -2));
  }
  for (let orientation = 0; orientation <= 9; orientation++) {
    add(
      `jpeg_exif_${orientation}`,
      joined(good.slice(0, 2), segment(0xe1, exif(orientation)), good.slice(2)),
    );
  }
  const broken = exif(6).slice(0, 12);
  add('jpeg_exif_broken', joined(good.slice(0, 2), segment(0xe1, broken), good.slice(2)));
  add(
    'jpeg_exif_not_exif',
    joined(good.slice(0, 2), segment(0xe1, Buffer.from('http://ns.adobe.com/xap/1.0/\0<x/>')), good.slice(2)),
  );
  add('jpeg_comment', joined(good.slice(0, 2), segment(0xfe, Buffer.from('made by hand')), good.slice(2)));
  for (const length of [3, 4, 20, 200, 400]) add(`jpeg_cut_to_${length}`, cut(good, length));
  for (const short of [1, 2, 3, 20]) add(`jpeg_cut_by_${short}`, cut(good, -short));
  add('jpeg_longer', joined(good, Buffer.from('more')));
  add('jpeg_zeros_behind', joined(good, new Uint8Array(300)));
  const frame = Buffer.from(good).indexOf(Buffer.from([0xff, 0xc0]));
  const set = (name: string, offset: number, ...values: number[]) =>
    add(
      `jpeg_${name}`,
      changed(good, (_, all) => all.set(values, frame + offset)),
    );
  set('width_0', 7, 0, 0);
  set('height_0', 5, 0, 0);
  set('12_bits', 4, 12);
  set('called_progressive', 1, 0xc2);
  set('called_arithmetic', 1, 0xc9);
  set('called_lossless', 1, 0xc3);
  const middle = Math.floor((frame + good.length) / 2);
  add(
    'jpeg_marker_in_data',
    changed(good, (_, all) => all.set([0xff, 0xd9], middle)),
  );
  add(
    'jpeg_noise_in_data',
    changed(good, (_, all) => all.set([0x12, 0x34, 0x56, 0x78], good.length - 30)),
  );
}

function addForeign(add: Add): void {
  const [image] = [new Image(width, height, { colorModel: 'GREY' })];
  add(
    'gif',
    Uint8Array.from(Buffer.from('R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7', 'base64')),
  );
  add('webp', Uint8Array.from(Buffer.from('UklGRhoAAABXRUJQVlA4TA0AAAAvAAAAEAcQERGIiP4HAA==', 'base64')));
  add('bmp', Uint8Array.from(encode(image, { format: 'bmp' } as never)));
  add('svg', Uint8Array.from(Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>')));
  add('html', Uint8Array.from(Buffer.from('<!DOCTYPE html><html></html>')));
  add('nothing', new Uint8Array());
  add('zeros', new Uint8Array(500));
}

/** EXIF of nothing but an orientation, behind its six bytes of name. */
function exif(orientation: number): Uint8Array {
  const tiff = Buffer.alloc(26);
  tiff.write('MM\0*\0\0\0\x08\0\x01', 'latin1');
  tiff.writeUInt16BE(0x0112, 10);
  tiff.writeUInt16BE(3, 12);
  tiff.writeUInt32BE(1, 14);
  tiff.writeUInt16BE(orientation, 18);
  return joined(Buffer.from('Exif\0\0', 'latin1'), tiff);
}

function segment(marker: number, content: Uint8Array): Uint8Array {
  const length = content.length + 2;
  return joined(Uint8Array.of(0xff, marker, length >> 8, length & 0xff), content);
}

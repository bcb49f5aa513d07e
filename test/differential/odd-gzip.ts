import { gzipSync } from 'node:zlib';
import { makeMrc } from '../volume/support/make-mrc.js';
import { changed, cut, joined, type OddFile, oddFile } from './odd-file.js';

const shape = [4, 5, 6] as const;
const content = makeMrc({ shape, mode: 1, value: (index) => index * 3 - 100 });

/** MRC files packed with gzip (RFC 1952): unusual streams that are valid, and damaged ones. */
export function oddGzip(): OddFile[] {
  const files: OddFile[] = [];
  const add = (name: string, bytes: Uint8Array) => files.push(oddFile(name, bytes, shape));
  const packed = pack(content);
  for (const level of [0, 1, 6, 9]) add(`gzip_level_${level}`, pack(content, level));
  for (const at of [1, 300, 1024, 1100]) {
    add(`gzip_members_split_at_${at}`, joined(pack(content.slice(0, at)), pack(content.slice(at))));
  }
  add('gzip_empty_member_first', joined(pack(new Uint8Array()), packed));
  add('gzip_empty_member_last', joined(packed, pack(new Uint8Array())));
  add('gzip_member_missing', pack(content.slice(0, 1100)));
  add('gzip_zeros_behind', joined(packed, new Uint8Array(512)));
  add('gzip_garbage_behind', joined(packed, Buffer.from('garbage')));
  add('gzip_magic_behind', joined(packed, Buffer.from([0x1f, 0x8b])));
  add('gzip_second_volume_behind', joined(packed, packed));
  for (const length of [0, 1, 2, 9, 10, 11, 40]) add(`gzip_cut_to_${length}`, cut(packed, length));
  for (const short of [1, 4, 7, 8, 9, 30]) add(`gzip_cut_by_${short}`, cut(packed, -short));
  const bit = (offset: number) =>
    changed(packed, (_, all) =>
      all.set([(all.at(offset) ?? 0) ^ 1], offset < 0 ? all.length + offset : offset),
    );
  add('gzip_wrong_crc', bit(-8));
  add('gzip_wrong_size', bit(-4));
  add('gzip_wrong_method', bit(2));
  add('gzip_damaged_body', bit(30));
  add('gzip_damaged_near_end', bit(-12));
  for (const [name, flags, extra] of [
    ['name', 8, Buffer.from('volume.mrc\0')],
    ['comment', 16, Buffer.from('made by hand\0')],
    ['extra', 4, Buffer.from([4, 0, 1, 2, 3, 4])],
    ['name_not_ended', 8, Buffer.from('volume')],
    ['reserved', 0xe0, Buffer.from([])],
  ] as const) {
    add(`gzip_flag_${name}`, withFlags(packed, flags, extra));
  }
  add('gzip_twice', pack(packed));
  add('gzip_of_cut_volume', pack(cut(content, -7)));
  add('gzip_of_volume_with_surplus', pack(joined(content, new Uint8Array(7))));
  add('gzip_of_cut_header', pack(cut(content, 500)));
  add('gzip_of_nothing', pack(new Uint8Array()));
  add('gzip_of_text', pack(Buffer.from('no volume at all '.repeat(100))));
  add(
    'gzip_of_big_endian',
    pack(makeMrc({ shape, mode: 2, littleEndian: false, value: (index) => index / 4 })),
  );
  add(
    'gzip_of_lying_stamp',
    pack(
      changed(makeMrc({ shape, mode: 2, littleEndian: false, value: (index) => index }), (_, all) =>
        all.set([0x44, 0x44], 212),
      ),
    ),
  );
  const extended = { type: 'FEI1', bytes: new Uint8Array(768).fill(7) };
  add('gzip_of_extended', pack(makeMrc({ shape, mode: 0, value: (index) => index - 60, extended })));
  add(
    'gzip_claims_terabytes',
    pack(changed(content, (view) => [0, 4, 8].forEach((offset) => void view.setInt32(offset, 10_000, true)))),
  );
  add('gzip_bomb', pack(joined(content, new Uint8Array(2 ** 25))));
  return files;
}

/** The same bytes wherever and whenever they are made. */
function pack(bytes: Uint8Array, level = 6): Uint8Array {
  return changed(Uint8Array.from(gzipSync(bytes, { level })), (_, all) => all.set([0, 0, 0, 0, 0, 255], 4));
}

function withFlags(packed: Uint8Array, flags: number, extra: Uint8Array): Uint8Array {
  const head = changed(packed.slice(0, 10), (_, all) => all.set([flags], 3));
  return joined(head, extra, packed.slice(10));
}

import { changed, joined, type OddFile, oddFile } from './odd-file.js';

const good = [
  { type: 'point', location: { x: 1.5, y: 2.25, z: 3 } },
  { type: 'point', location: { x: 10, y: 20, z: 30 } },
  { type: 'point', location: { x: 4, y: 5, z: 6 } },
];
const lines = good.map((point) => JSON.stringify(point));
const [first = '', second = '', third = ''] = lines;
const text = `${lines.join('\n')}\n`;

/** Files of points, one JSON object a line: unusual ones that are valid, and damaged ones. */
export function oddNdjson(): OddFile[] {
  const files: OddFile[] = [];
  const bytes = (name: string, content: Uint8Array) => files.push(oddFile(`points_${name}`, content));
  const add = (name: string, content: string) => bytes(name, Uint8Array.from(Buffer.from(content)));
  const instead = (name: string, line: string) => add(name, `${first}\n${line}\n${third}\n`);
  add('plain', text);
  add('no_newline_at_end', text.trimEnd());
  add('crlf', text.replaceAll('\n', '\r\n'));
  add('cr_only', text.replaceAll('\n', '\r'));
  add('blank_line', `${first}\n\n${second}\n`);
  add('blank_lines_at_end', `${text}\n\n`);
  add('blank_line_first', `\n${text}`);
  add('line_of_blanks', `${first}\n   \t\n${second}\n`);
  add('indented', text.replaceAll(/^/gm, '  ').trimEnd());
  add('bom', `\ufeff${text}`);
  add('empty', '');
  add('newline_only', '\n');
  add('one', `${first}\n`);
  add('cut', text.slice(0, -20));
  add('null_byte', `${first}\n\0${second}\n`);
  add('list', `[${lines.join(',')}]`);
  add('two_on_a_line', `${first} ${second}\n`);
  add('pretty_printed', JSON.stringify(good[0], null, 2));
  add('line_separator', `${first}\u2028${second}\n`);
  bytes(
    'not_utf8',
    changed(joined(Buffer.from(text)), (_, all) => all.set([0xff], 10)),
  );
  bytes('utf16', Uint8Array.from(Buffer.from(text, 'utf16le')));
  bytes('gzip_magic', joined(Uint8Array.of(0x1f, 0x8b), Buffer.from(text)));
  for (const value of [
    '7',
    '"text"',
    'null',
    'true',
    '[]',
    '{}',
    'NaN',
    '{',
    "{'type': 'point'}",
    '// comment',
  ]) {
    const name = Buffer.from(value).toString('hex');
    instead(`line_${name}`, value);
  }
  const location = (own: string) => `{"type": "point", "location": ${own}}`;
  const locations: Readonly<Record<string, string>> = {
    nan: '{"x": NaN, "y": 2, "z": 3}',
    infinity: '{"x": Infinity, "y": 2, "z": 3}',
    too_large: '{"x": 1e999, "y": 2, "z": 3}',
    huge: '{"x": 1152921504606846976, "y": 2, "z": 3}',
    tiny: '{"x": 7.888609052210118e-31, "y": 2, "z": 3}',
    negative: '{"x": -1.5, "y": -2, "z": -3}',
    minus_zero: '{"x": -0, "y": 2, "z": 3}',
    exponent: '{"x": 1.5e0, "y": 2.0E1, "z": 3}',
    leading_zero: '{"x": 01, "y": 2, "z": 3}',
    plus: '{"x": +1, "y": 2, "z": 3}',
    texts: '{"x": "1", "y": "2", "z": "3"}',
    null_number: '{"x": null, "y": 2, "z": 3}',
    boolean: '{"x": true, "y": 2, "z": 3}',
    z_left_out: '{"x": 1, "y": 2}',
    empty: '{}',
    list: '[1, 2, 3]',
    null: 'null',
    text: '"1,2,3"',
    upper_case: '{"X": 1, "Y": 2, "Z": 3}',
    surplus: '{"x": 1, "y": 2, "z": 3, "w": 4}',
    x_twice: '{"x": 1, "x": 9, "y": 2, "z": 3}',
    proto: '{"x": 1, "y": 2, "z": 3, "__proto__": {"x": 7}}',
  };
  for (const [name, own] of Object.entries(locations)) instead(`location_${name}`, location(own));
  instead('location_left_out', '{"type": "point"}');
  instead(
    'location_twice',
    '{"type": "point", "location": {"x": 7, "y": 7, "z": 7}, "location": {"x": 1, "y": 2, "z": 3}}',
  );
  instead('type_left_out', '{"location": {"x": 1, "y": 2, "z": 3}}');
  instead('type_other', '{"type": "orientedPoint", "location": {"x": 1, "y": 2, "z": 3}}');
  instead('type_number', '{"type": 3, "location": {"x": 1, "y": 2, "z": 3}}');
  instead('surplus_key', '{"type": "point", "location": {"x": 1, "y": 2, "z": 3}, "score": 0.5}');
  const extra = (own: string) => `{"type": "point", "location": {"x": 1, "y": 2, "z": 3}, ${own}}`;
  instead('instance_of_one', extra('"instance_id": 4'));
  instead('instance_text', extra('"instance_id": "4"'));
  instead('instance_null', extra('"instance_id": null'));
  const matrices: Readonly<Record<string, string>> = {
    good: '[[1,0,0],[0,1,0],[0,0,1]]',
    null: 'null',
    short: '[[1,0,0],[0,1,0]]',
    flat: '[1,0,0,0,1,0,0,0,1]',
    ragged: '[[1,0,0],[0,1],[0,0,1]]',
    texts: '[["1",0,0],[0,1,0],[0,0,1]]',
    text: '"none"',
  };
  for (const [name, matrix] of Object.entries(matrices))
    instead(`matrix_${name}`, extra(`"xyz_rotation_matrix": ${matrix}`));
  add(
    'many',
    Array.from({ length: 3000 }, (_, index) =>
      location(`{"x": ${index % 90}, "y": ${index % 70}, "z": ${index % 50}}`),
    ).join('\n'),
  );
  add('same_point_twice', `${first}\n${first}\n`);
  add('long_line', `${first}\n${extra(`"note": "${'x'.repeat(70_000)}"`)}\n`);
  return files;
}

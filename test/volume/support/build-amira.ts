/** A file of 4 × 3 × 2 samples, laid out as in the Amira User's Guide, "AmiraMesh format". */
export function amiraFile(
  type: string,
  data: Uint8Array,
  more: { first?: string; packing?: string; coordinates?: string } = {},
) {
  const { first = '# AmiraMesh BINARY-LITTLE-ENDIAN 2.1', packing = '', coordinates = 'uniform' } = more;
  const head = `${first}


define Lattice 4 3 2

Parameters {
    Units {
        Coordinates "nm"
    }
    Content "4x3x2 ${type}, uniform coordinates",
    BoundingBox 0 3.9 10 12.6 -1 0.3,
    CoordType "${coordinates}"
}

Lattice { ${type} Data } @1${packing}

# Data section follows
@1
`;
  return Buffer.concat([Buffer.from(head), data, Buffer.from('\n')]);
}

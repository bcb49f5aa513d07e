import type { NamedText } from '../../src/formats/text.js';

/** What the files of an alignment format must hold, for people who write them. */
export interface AlignmentExample {
  /** Files, lines or columns without which there are no sections. */
  readonly required: string;
  /** Unit of the shifts in the files. */
  readonly unit: 'pixels of the tilt series' | 'Å';
  /** What tilts and sections count from. */
  readonly sections: string;
  /** Whole files of two sections. */
  readonly files: readonly NamedText[];
}

const lines = (...text: readonly string[]) => `${text.join('\n')}\n`;
/**
 * One example a format of `alignmentFormats`, by its name: each is of two sections at −3° and 0°, turned by 90° and moved by 10
 * and −20 pixels of 2.5 Å.
 */
export const alignmentExamples: Readonly<Record<string, AlignmentExample>> = {
  ARETOMO3: {
    required:
      'a first line that begins with # AreTomo Alignment; # RawSize, or # and two numbers; rows of ten columns',
    unit: 'pixels of the tilt series',
    sections: 'SEC from 0 (AreTomo, AreTomo2) or from 1 (AreTomo3)',
    files: [
      {
        path: 'TS_001.aln',
        text: lines(
          '# AreTomo Alignment / Priims bprmMn',
          '# RawSize = 100 80 2',
          '# NumPatches = 0',
          '# SEC     ROT         GMAG       TX          TY      SMEAN     SFIT    SCALE     BASE     TILT',
          '    1    90.0000    1.00000     10.000    -20.000     1.00     1.00     1.00     0.00    -3.00',
          '    2    90.0000    1.00000     10.000    -20.000     1.00     1.00     1.00     0.00     0.00',
        ),
      },
    ],
  },
  IMOD: {
    required: 'an .xf file of six numbers a row and a .tlt file of one angle a row',
    unit: 'pixels of the tilt series',
    sections: 'by row; those that tilt.com excludes are missing',
    files: [
      { path: 'TS_001.xf', text: lines('0.0 1.0 -1.0 0.0 20.0 10.0', '0.0 1.0 -1.0 0.0 20.0 10.0') },
      { path: 'TS_001.tlt', text: lines('-3.0', '0.0') },
    ],
  },
  RELION: {
    required: 'a table with rlnTomoYTilt, rlnTomoZRot, rlnTomoXShiftAngst and rlnTomoYShiftAngst',
    unit: 'Å',
    sections: 'by row, or by N@ in rlnMicrographName',
    files: [
      {
        path: 'TS_001.star',
        text: lines(
          'data_TS_001',
          '',
          'loop_',
          '_rlnMicrographName',
          '_rlnTomoXTilt',
          '_rlnTomoYTilt',
          '_rlnTomoZRot',
          '_rlnTomoXShiftAngst',
          '_rlnTomoYShiftAngst',
          'TS_001_0.mrc 0 -3 90 25 -50',
          'TS_001_1.mrc 0 0 90 25 -50',
        ),
      },
    ],
  },
  WARP: {
    required: 'a TiltSeries element with Angles, of the other sign than the tilts',
    unit: 'Å',
    sections: 'by line; those that UseTilt leaves out are missing',
    files: [
      {
        path: 'TS_001.xml',
        text: `<TiltSeries LevelAngleX="0" LevelAngleY="0">
<Angles>3
0</Angles>
<UseTilt>True
True</UseTilt>
<AxisAngle>90
90</AxisAngle>
<AxisOffsetX>25
25</AxisOffsetX>
<AxisOffsetY>-50
-50</AxisOffsetY>
</TiltSeries>
`,
      },
    ],
  },
  CETS: {
    required:
      'a region called like the run, with projection_alignments of an affine and a translation between physical frames',
    unit: 'Å',
    sections: 'section of the image that tilt_image_id names, from 0',
    files: [
      {
        path: 'cets.json',
        text: JSON.stringify(
          {
            regions: [
              {
                id: 'TS_001',
                tilt_series: [
                  { id: 'a', images: [0, 1].map((section) => ({ id: `a_${section}`, section })) },
                ],
                alignments: [
                  {
                    tilt_series_id: 'a',
                    projection_alignments: [-3, 0].map((tilt, section) => {
                      const [cos, sin] = [Math.cos((tilt * Math.PI) / 180), Math.sin((tilt * Math.PI) / 180)];
                      return {
                        tilt_image_id: `a_${section}`,
                        transformation_type: 'projection_alignment',
                        ...{ input: 'physical', output: 'physical' },
                        sequence: [
                          {
                            transformation_type: 'affine',
                            affine: [
                              [0, -1, 0],
                              [cos, 0, sin],
                              [-sin, 0, cos],
                            ],
                          },
                          { transformation_type: 'translation', translation: [25, -50] },
                        ],
                      };
                    }),
                  },
                ],
              },
            ],
          },
          null,
          1,
        ),
      },
    ],
  },
};

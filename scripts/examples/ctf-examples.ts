/** What a CTF table of a format must hold, for people who write one. */
export interface CtfExample {
  /** Columns or elements without which it is refused. */
  readonly required: string;
  /** Units of defocus, azimuth and phase shift in the file. */
  readonly units: string;
  /** What sections count from. */
  readonly sections: string;
  /** A whole file of two sections. */
  readonly example: string;
}

const lines = (...text: readonly string[]) => `${text.join('\n')}\n`;
const grid = (name: string, value: number) =>
  [
    `<${name} Width="1" Height="1" Depth="2">`,
    ...[0, 1].map((z) => `<Node X="0" Y="0" Z="${z}" Value="${value}"/>`),
    `</${name}>`,
  ].join('\n');

/**
 * One example a format of `ctfFormats`, by its usual name: each is of two sections with a defocus of 25000 and 24000 Å at 30°,
 * without phase shift.
 */
export const ctfExamples: Readonly<Record<string, CtfExample>> = {
  CTFFIND: {
    required: 'seven columns: section, two defoci, azimuth, phase shift, cross correlation, resolution',
    units: 'Å, degrees, radians',
    sections: 'from 1, as the first column says',
    example: lines(
      '# Columns: section, defocus 1, defocus 2, azimuth, phase shift, cross correlation, resolution',
      '1 25000 24000 30 0 0.1 8',
      '2 25000 24000 30 0 0.1 8',
    ),
  },
  Gctf: {
    required:
      'six or seven columns, the phase shift the fifth of seven; or a .star with rlnDefocusU and rlnDefocusV',
    units: 'Å, degrees, as they are (degrees in a .star)',
    sections: 'from 1, as the first column says; by row in a .star',
    example: lines('1 25000 24000 30 0.1 8', '2 25000 24000 30 0.1 8'),
  },
  IMOD: {
    required: 'first and last view, their tilts and a defocus a row; more where a first line has flags',
    units: 'nm, degrees unless the flags say radians',
    sections: 'views from 1, those between two ranges interpolated',
    example: lines('1 0 0 0 0 3', '1 1 -3.0 -3.0 2500 2400 30', '2 2 0.0 0.0 2500 2400 30'),
  },
  RELION: {
    required: 'a table with rlnDefocusU and rlnDefocusV, and rlnTomoYTilt or rlnTomoNominalStageTiltAngle',
    units: 'Å, degrees, degrees',
    sections: 'by row, or by N@ in rlnMicrographName',
    example: lines(
      'data_TS_001',
      '',
      'loop_',
      '_rlnTomoNominalStageTiltAngle',
      '_rlnDefocusU',
      '_rlnDefocusV',
      '_rlnDefocusAngle',
      '-3 25000 24000 30',
      '0 25000 24000 30',
    ),
  },
  WARP: {
    required:
      'a TiltSeries element with Angles, and a GridCTF: one node a section, or fewer to interpolate between',
    units: 'µm (mean, and difference in GridCTFDefocusDelta), degrees, π',
    sections: 'by line of Angles',
    example: `<TiltSeries AreAnglesInverted="False">
<Angles>3
0</Angles>
${grid('GridCTF', 2.45)}
${grid('GridCTFDefocusDelta', 0.1)}
${grid('GridCTFDefocusAngle', 30)}
<UseTilt>True
True</UseTilt>
</TiltSeries>
`,
  },
  CETS: {
    required: 'a region called like the run, with ctf_metadata of images: defocus_u and defocus_v',
    units: 'Å, degrees',
    sections: 'section of the image, from 0',
    example: JSON.stringify(
      {
        regions: [
          {
            id: 'TS_001',
            tilt_series: [
              {
                images: [0, 1].map((section) => {
                  return {
                    section,
                    ctf_metadata: { defocus_u: 25_000, defocus_v: 24_000, defocus_angle: 30 },
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
};

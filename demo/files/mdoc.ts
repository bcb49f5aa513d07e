/** One image of a tilt series, in the order of acquisition. */
export interface MdocSection {
  /** Degrees, as the goniometer measured it. */
  readonly tiltAngle: number;
  /** Seconds. */
  readonly exposureTime: number;
  /** Name of the movie. */
  readonly frameFile: string;
  readonly frameCount: number;
}

export interface MdocFacts {
  readonly imageFile: string;
  readonly size: readonly [width: number, height: number];
  /** Å. */
  readonly pixelSpacing: number;
  /** Degrees. */
  readonly tiltAxis: number;
  readonly sections: readonly MdocSection[];
}

/** What SerialEM writes beside a tilt series. */
export function encodeMdoc({ imageFile, size, pixelSpacing, tiltAxis, sections }: MdocFacts): string {
  return [
    `PixelSpacing = ${pixelSpacing}`,
    'Voltage = 300',
    `ImageFile = ${imageFile}`,
    `ImageSize = ${size[0]} ${size[1]}`,
    'DataMode = 1',
    '',
    '[T = SerialEM: Digitized on Titan Krios        14-Mar-25  09:30:00    ]',
    '',
    `[T =     Tilt axis angle = ${tiltAxis.toFixed(1)}, binning = 1  spot = 8  camera = 1]`,
    '',
    ...sections.flatMap((section, order) => [
      `[ZValue = ${order}]`,
      `TiltAngle = ${section.tiltAngle}`,
      'StagePosition = 100.1 -33.2',
      'Magnification = 53000',
      'ExposureDose = 0',
      `PixelSpacing = ${pixelSpacing}`,
      'Defocus = -3.1',
      `RotationAngle = ${tiltAxis.toFixed(1)}`,
      `ExposureTime = ${section.exposureTime}`,
      'TargetDefocus = -3',
      `SubFramePath = D:\\frames\\${section.frameFile}`,
      `NumSubFrames = ${section.frameCount}`,
      `DateTime = 14-Mar-25  09:${String(30 + Math.floor(order / 2)).padStart(2, '0')}:${order % 2 === 0 ? '00' : '30'}`,
      '',
    ]),
  ].join('\r\n');
}

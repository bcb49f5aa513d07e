/** Kinds of value, and what each is read as. */
export interface KindTypes {
  integer: number;
  float: number;
  /** Written 0 or 1. */
  flag: boolean;
  text: string;
  'float pair': readonly [number, number];
  'integer pair': readonly [number, number];
  'float triple': readonly [number, number, number];
  /** Two or three. */
  floats: readonly number[];
  /** Two or three. */
  integers: readonly number[];
  /** Pairs of a dose and the number of frames that got it; an odd last number is dropped. */
  'dose list': readonly (readonly [number, number])[];
}

export type Kind = keyof KindTypes;

/** Keys before the first section, as SerialEM spells them. */
export const globalKinds = {
  DataMode: 'integer',
  ImageSize: 'integer pair',
  Montage: 'flag',
  ImageSeries: 'integer',
  ImageFile: 'text',
  PixelSpacing: 'float',
  Voltage: 'float',
  Version: 'text',
} as const satisfies Readonly<Record<string, Kind>>;

/** Keys of a section, as SerialEM spells them. Lengths and units are SerialEM's. */
export const sectionKinds = {
  ZValue: 'integer',
  MontSection: 'integer',
  FrameSet: 'integer',
  MagIndex: 'integer',
  CameraIndex: 'integer',
  RotationAndFlip: 'integer',
  LowDoseConSet: 'integer',
  NumSubFrames: 'integer',
  TiltAngle: 'float',
  StageZ: 'float',
  Magnification: 'float',
  CameraLength: 'float',
  Intensity: 'float',
  PixelSpacing: 'float',
  ExposureDose: 'float',
  DoseRate: 'float',
  SpotSize: 'float',
  Defocus: 'float',
  TargetDefocus: 'float',
  RotationAngle: 'float',
  ExposureTime: 'float',
  Binning: 'float',
  PriorRecordDose: 'float',
  CameraPixelSize: 'float',
  Voltage: 'float',
  UsingCDS: 'flag',
  DividedBy2: 'flag',
  StagePosition: 'float pair',
  SuperMontCoords: 'float pair',
  ImageShift: 'float pair',
  StageOffsets: 'float pair',
  FilterSlitAndLoss: 'float pair',
  PieceCoordinates: 'float triple',
  MinMaxMean: 'float triple',
  XedgeDxy: 'floats',
  YedgeDxy: 'floats',
  XedgeDxyVS: 'floats',
  YedgeDxyVS: 'floats',
  AlignedPieceCoords: 'floats',
  AlignedPieceCoordsVS: 'floats',
  MultiShotHoleAndPosition: 'integers',
  FrameDosesAndNumber: 'dose list',
  SubFramePath: 'text',
  DateTime: 'text',
  NavigatorLabel: 'text',
  ChannelName: 'text',
} as const satisfies Readonly<Record<string, Kind>>;

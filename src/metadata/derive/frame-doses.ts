import { subFrameName } from '../../formats/mdoc/index.js';

/** What the doses need of an mdoc section. */
export interface DoseSection {
  readonly ZValue: number;
  /** Seconds. */
  readonly ExposureTime: number;
  readonly SubFramePath?: string;
}

export interface FrameDose {
  readonly acquisitionOrder: number;
  /** Electrons per Å². */
  readonly exposureDose: number;
  /** Electrons per Å² before this section, in file order. */
  readonly accumulatedDose: number;
  /** Name of the section's frame file; null when the section names none. */
  readonly fileName: string | null;
}

/**
 * Doses of an mdoc's sections in file order: exposure dose = exposure time × dose rate (electrons per Å² and
 * second), accumulated dose = the sum of those before.
 */
export function frameDoses(sections: readonly DoseSection[], doseRate: number): FrameDose[] {
  let accumulatedDose = 0;
  return sections.map(({ ZValue, ExposureTime, SubFramePath }) => {
    const dose = {
      acquisitionOrder: ZValue,
      exposureDose: ExposureTime * doseRate,
      accumulatedDose,
      fileName: SubFramePath === undefined ? null : subFrameName(SubFramePath),
    };
    accumulatedDose += dose.exposureDose;
    return dose;
  });
}

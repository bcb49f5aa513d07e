import type { FrameFile, FrameImage } from '../contexts/index.js';

type PixelSpacing = NonNullable<FrameImage['pixelSpacing']>;

/** Å that two pixel spacings may differ by. */
const spacingTolerance = 0.001;

/** A frame of the size that most frames have, so that one wrong frame is told and not all others; null without any. */
export function frameOfCommonSize(frames: readonly FrameFile[]): FrameFile | null {
  return mostCommon(frames, ({ value }) => value, isSameSize);
}

/** A frame of the pixel spacing that most frames have; null where none tells one. */
export function frameOfCommonSpacing(frames: readonly FrameFile[]): FrameFile | null {
  return mostCommon(frames, ({ value }) => value?.pixelSpacing ?? null, isSameSpacing);
}

export function isSameSpacing(a: PixelSpacing, b: PixelSpacing): boolean {
  return Math.abs(a.x - b.x) <= spacingTolerance && Math.abs(a.y - b.y) <= spacingTolerance;
}

export function isSameSize(
  a: Pick<FrameImage, 'width' | 'height'>,
  b: Pick<FrameImage, 'width' | 'height'>,
): boolean {
  return a.width === b.width && a.height === b.height;
}

function mostCommon<Fact>(
  frames: readonly FrameFile[],
  factOf: (frame: FrameFile) => Fact | null,
  isSame: (a: Fact, b: Fact) => boolean,
): FrameFile | null {
  const groups: { readonly frame: FrameFile; readonly fact: Fact; count: number }[] = [];
  for (const frame of frames) {
    const fact = factOf(frame);
    if (fact === null) continue;
    const group = groups.find((other) => isSame(other.fact, fact));
    if (group === undefined) groups.push({ frame, fact, count: 1 });
    else group.count += 1;
  }
  const most = Math.max(...groups.map(({ count }) => count));
  return groups.find(({ count }) => count === most)?.frame ?? null;
}

import type { FrameFile } from '../contexts/index.js';
import type { TreeFile } from '../tree/tree-file.js';
import { nameFrame } from './frame-file.js';
import type { TreeReader } from './tree-reader.js';

/** A frame or gain that is no MRC: its name only, until its format can be read. */
export async function loadFrameImage(_: TreeReader, file: TreeFile): Promise<FrameFile> {
  return nameFrame(file);
}

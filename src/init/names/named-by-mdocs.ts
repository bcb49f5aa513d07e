import { subFrameName } from '../../formats/mdoc/index.js';
import type { FileFacts } from '../facts/file-facts.js';
import type { SourceFile } from '../listing/source-file.js';
import { fragmentsOf } from '../runs/fragments.js';

/** A file that an mdoc names, and what it is called there. */
export interface MdocTie {
  readonly mdoc: SourceFile;
  readonly column: 'frame_name' | 'tilt_series_name';
}

/** Frames and stacks that mdocs name, whose own names do not tell which mdoc is theirs. */
export function namedByMdocs(
  files: readonly SourceFile[],
  factsOf: (file: SourceFile) => FileFacts | undefined,
): ReadonlyMap<SourceFile, MdocTie> {
  const byName = new Map<string, SourceFile | null>();
  for (const file of files) {
    const name = (file.segments.at(-1) ?? '').toLowerCase();
    // A name in several directories tells nothing.
    byName.set(name, byName.has(name) ? null : file);
  }
  const ties = new Map<SourceFile, MdocTie | null>();
  for (const mdoc of files) {
    const found = factsOf(mdoc)?.mdoc;
    if (found === null || found === undefined) continue;
    const tie = (path: string, column: MdocTie['column']) => {
      const file = byName.get(subFrameName(path).toLowerCase());
      if (file === null || file === undefined || file === mdoc || sharesName(file, mdoc)) return;
      const known = ties.get(file);
      ties.set(file, known === undefined || known?.mdoc === mdoc ? { mdoc, column } : null);
    };
    for (const { SubFramePath } of found.sections) {
      if (SubFramePath !== undefined) tie(SubFramePath, 'frame_name');
    }
    if (found.globals.ImageFile !== undefined) tie(found.globals.ImageFile, 'tilt_series_name');
  }
  return new Map([...ties].flatMap(([file, tie]) => (tie === null ? [] : [[file, tie] as const])));
}

/** Whether a file is named after the mdoc, or lies in a directory that is, or in that of the mdoc alone. */
function sharesName(file: SourceFile, mdoc: SourceFile): boolean {
  const stem = (mdoc.segments.at(-1) ?? '').replace(/\.mdoc$/i, '').replace(/\.(?:mrcs?|st|tiff?)$/i, '');
  return file.segments.some((name) => fragmentsOf(name).some(({ text }) => text === stem));
}

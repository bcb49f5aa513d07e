import { closing } from '../src/base/closing.js';
import { CryoetError } from '../src/base/errors.js';
import { formatJson } from '../src/base/json-text.js';
import { askedView, localState, parseRange, stateLimit, typeHeaders } from '../src/view/tree-answers.js';
import type { FileAnswer, FileRequest } from './messages.js';
import type { PageTree } from './page-tree.js';

/** Returns a file of a tree, a range of it, or a viewer configuration that reads the tree from here. */
export async function serveFile(
  { storage }: PageTree,
  { isState, path, query, range, base }: FileRequest,
): Promise<FileAnswer> {
  try {
    if ((await storage.stat(path)) === null) return refusal(404);
    if (isState) {
      const bytes = await storage.get(path, stateLimit);
      const state = localState(bytes, path, `${base}/tree/`, askedView(query));
      return state === null
        ? refusal(404)
        : { status: 200, headers: { 'Content-Type': 'application/json' }, body: formatJson(state) };
    }
    return await closing(await storage.open(path), async (file) => {
      const wanted = parseRange(range, file.size);
      if (wanted === 'unsatisfiable')
        return { ...refusal(416), headers: { 'Content-Range': `bytes */${file.size}` } };
      const { start, end } = wanted ?? { start: 0, end: file.size };
      const bytes = await file.read(start, end - start);
      return {
        status: wanted === null ? 200 : 206,
        headers: {
          ...typeHeaders(path),
          'Accept-Ranges': 'bytes',
          ...(wanted === null ? {} : { 'Content-Range': `bytes ${start}-${end - 1}/${file.size}` }),
        },
        body: new Uint8Array(bytes),
      };
    });
  } catch (error) {
    if (error instanceof CryoetError) return refusal(404);
    throw error;
  }
}

const refusal = (status: number): FileAnswer => ({ status, headers: {}, body: null });

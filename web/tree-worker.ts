import type {
  Answers,
  FileRequest,
  FromWorker,
  PickedFile,
  Progress,
  Questions,
  Side,
  ToWorker,
} from './messages.js';

interface Waiting {
  readonly onProgress: (progress: Progress) => void;
  readonly resolve: (answer: never) => void;
  readonly reject: (error: Error) => void;
}

/** Files that are sent to the worker at once: more would keep the page busy for long. */
const filesAtOnce = 100;

/** The worker that holds the trees, seen from the page. */
export class TreeWorker {
  readonly #worker = new Worker(new URL('./worker.js', import.meta.url), { type: 'module' });
  readonly #waiting = new Map<number, Waiting>();
  #number = 0;

  constructor() {
    this.#worker.addEventListener('message', ({ data }: MessageEvent<FromWorker>) => {
      const waiting = this.#waiting.get(data.number);
      if (data.kind === 'progress') return waiting?.onProgress(data.progress);
      this.#waiting.delete(data.number);
      if (data.kind === 'failure') waiting?.reject(new Error(data.message));
      else waiting?.resolve(data.answer as never);
    });
    this.#worker.addEventListener('error', ({ message }) => {
      for (const { reject } of this.#waiting.values()) reject(new Error(`the worker stopped: ${message}`));
      this.#waiting.clear();
    });
  }

  /** Asks the worker. Fails with an Error that says what its task failed with. */
  ask<Name extends keyof Questions>(
    name: Name,
    question: Questions[Name],
    onProgress: (progress: Progress) => void = () => undefined,
  ): Promise<Answers[Name]> {
    this.#number += 1;
    const number = this.#number;
    return new Promise((resolve, reject) => {
      this.#waiting.set(number, { onProgress, resolve, reject });
      this.#post({ kind: 'ask', number, name, question });
    });
  }

  /** Gives files of a folder to the worker, some at a time. */
  async add(side: Side, files: Iterable<PickedFile>): Promise<void> {
    let some: PickedFile[] = [];
    for (const file of files) {
      some.push(file);
      if (some.length < filesAtOnce) continue;
      await this.ask('add', { side, files: some });
      some = [];
    }
    await this.ask('add', { side, files: some });
  }

  /** Ends the task of the worker, which answers with what it has. */
  cancel(): void {
    this.#post({ kind: 'cancel' });
  }

  /** Has the worker answer a request of the viewer. */
  serve(request: FileRequest, port: MessagePort): void {
    this.#post({ kind: 'serve', request, port }, [port]);
  }

  #post(message: ToWorker, transfer: Transferable[] = []): void {
    this.#worker.postMessage(message, transfer);
  }
}

/**
 * Starts the service worker that lets the viewer read the tree. Returns the URL below which it does; null where the
 * browser has none, as without https.
 */
export async function startViewerBase(worker: TreeWorker): Promise<string | null> {
  const { serviceWorker } = navigator;
  if (serviceWorker === undefined) return null;
  try {
    const script = new URL('./service-worker.js', import.meta.url);
    const { scope } = await serviceWorker.register(script);
    const { active } = await serviceWorker.ready;
    serviceWorker.addEventListener('message', ({ data, ports }: MessageEvent<FileRequest>) => {
      if (ports[0] !== undefined) worker.serve(data, ports[0]);
    });
    serviceWorker.startMessages();
    const { port1, port2 } = new MessageChannel();
    const id = await new Promise<string>((resolve) => {
      port1.onmessage = ({ data }: MessageEvent<string>) => resolve(data);
      active?.postMessage('who am I', [port2]);
    });
    return `${scope}at/${id}`;
  } catch {
    // Some browsers refuse service workers in private windows: the page does all else without the viewer.
    return null;
  }
}

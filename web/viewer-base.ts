import type { FileRequest } from './messages.js';
import type { TreeWorker } from './tree-worker.js';

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

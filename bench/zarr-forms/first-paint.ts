import type { Response } from 'playwright-core';
import { viewVolume } from '../../src/api/view.js';
import { openWebglPage } from '../../test/support/browser.js';

/** What a viewer asks for until all that it shows is drawn. */
export interface FirstPaint {
  /** Of files of the image: those that are not there included, and those for a size only. */
  readonly requests: number;
  /** Bytes of their answers. */
  readonly bytes: number;
}

interface Page {
  readonly viewer?: {
    isReady(): boolean;
    readonly layerManager: { readonly managedLayers: readonly unknown[] };
  };
}

/** Opens an OME-Zarr in Neuroglancer, in a window of 1200 × 800, and counts what it reads until it is drawn. */
export async function firstPaint(zarr: string): Promise<FirstPaint> {
  const server = await viewVolume(zarr);
  const { page, close } = await openWebglPage({ width: 1200, height: 800 });
  const answers: Response[] = [];
  page.on('response', (response) => {
    if (/\/tree\//.test(response.url())) answers.push(response);
  });
  try {
    await page.goto(server.url);
    const isDrawn = () => {
      const { viewer } = globalThis as unknown as Page;
      return viewer !== undefined && viewer.layerManager.managedLayers.length > 0 && viewer.isReady();
    };
    for (let frame = 0; frame < 2; frame++)
      await page.waitForFunction(isDrawn, undefined, { timeout: 300_000, polling: 200 });
    let bytes = 0;
    for (const answer of answers) {
      if (answer.request().method() === 'HEAD') continue;
      bytes += Number((await answer.allHeaders())['content-length'] ?? 0);
    }
    return { requests: answers.length, bytes };
  } finally {
    await close();
    await server.close();
  }
}

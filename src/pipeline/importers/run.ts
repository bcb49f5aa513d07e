import type { Importer } from '../importer.js';

/** A run: one area of a specimen, with all that was recorded and reconstructed of it. */
export const run: Importer = {
  metadata: async (item) => ({ run_name: item.name }),
};

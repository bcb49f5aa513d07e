import { parseAnyPath } from '../../layout/index.js';
import type { RunContext } from '../contexts/index.js';
import type { ValidationReport } from '../report.js';

const most = 60;

/** Keeps a page full of the runs' small key images, those of runs with findings first. */
export class ThumbnailShelf {
  readonly #plain: ValidationReport['thumbnails'][number][] = [];
  readonly #marked: ValidationReport['thumbnails'][number][] = [];

  add(run: RunContext, hasFindings: boolean): void {
    const images = run.voxelSpacings.flatMap(({ tomograms }) =>
      tomograms.flatMap((tomogram) => tomogram.images),
    );
    const image = images.find(
      ({ path }) => parseAnyPath(path, 'documented')?.variables.image === 'thumbnail',
    );
    const shelf = hasFindings ? this.#marked : this.#plain;
    if (image !== undefined && shelf.length < most) shelf.push({ run: run.unit.directory, path: image.path });
  }

  get shown(): ValidationReport['thumbnails'] {
    return [...this.#marked, ...this.#plain].slice(0, most);
  }
}

import { type JsonObject, type JsonValue, numberAt, textAt } from '../base/json-value.js';
import { type DatasetAuthor, type DatasetFacts, imageSize, readDatasets } from './dataset-facts.js';
import type { ExportWriter } from './export-format.js';
import type { ExportOutput } from './export-output.js';
import type { ExportedItem, ExportedRun } from './exported-run.js';

/**
 * Writes `{dataset}/empiar.json` for each dataset, a deposition as `empiar_deposition.schema.json` of empiar-depositor has it, and
 * the volumes that it describes below `{dataset}/data/`. What EMPIAR requires and the tree lacks is null and reported.
 */
export const writeEmpiar: ExportWriter = async (project, out) => {
  for (const dataset of await readDatasets(project, out)) {
    const lack = (what: string) => out.lose(`dataset ${dataset.id}`, `no ${what}: fill it in`);
    const corresponding =
      dataset.authors.find(({ isCorresponding }) => isCorresponding) ?? dataset.authors[0];
    const contact = corresponding === undefined ? null : contactOf(corresponding, lack);
    const item = `dataset ${dataset.id}`;
    out.lose(item, 'the principal investigator is unknown: the corresponding author is written');
    out.lose(
      item,
      'title, journal and year of publications are unknown: the title of the dataset is written',
    );
    out.lose(item, 'frames are left out: add an image set of them');
    const authors = dataset.authors.map(authorOf);
    const entries = (pattern: RegExp) =>
      dataset.entries.filter((entry) => pattern.test(entry)).map((name): JsonObject => ({ name }));
    if (entries(/^EMD-/).length === 0) lack('EMDB entry');
    await out.json(`${dataset.id}/empiar.json`, {
      title: dataset.title,
      release_date: 'RE',
      experiment_type: 3,
      cross_references: entries(/^EMD-\d{4,}$/),
      empiar_references: entries(/^EMPIAR-/),
      authors,
      corresponding_author: contact,
      principal_investigator: contact === null ? [] : [contact],
      imagesets: await imageSets(dataset, out),
      citation: (dataset.dois.length === 0 ? [null] : dataset.dois).map(
        (doi): JsonObject => ({
          authors,
          published: doi !== null,
          j_or_nj_citation: true,
          title: dataset.title,
          doi,
        }),
      ),
    });
  }
};

/** Splits a name into surname and given names: `Ada B. Rivera` or `Rivera, Ada B.`. */
function splitName(name: string): { readonly surname: string; readonly given: readonly string[] } {
  const [surname = '', given] = name.split(',').map((part) => part.trim());
  const words = (given ?? surname).split(/\s+/).filter((word) => word !== '');
  if (given !== undefined) return { surname, given: words };
  return { surname: words.at(-1) ?? '', given: words.slice(0, -1) };
}

/** Returns an author, with the name in EMPIAR's spelling: `('Rivera', 'AB')`. */
function authorOf({ name, orcid }: DatasetAuthor, index: number): JsonObject {
  const { surname, given } = splitName(name);
  const initials = given.map((word) => word.charAt(0).toUpperCase()).join('');
  return { name: `('${surname}', '${initials}')`, order_id: index, author_orcid: orcid };
}

function contactOf(
  { name, orcid, email, affiliation }: DatasetAuthor,
  lack: (what: string) => void,
): JsonObject {
  const { surname, given } = splitName(name);
  if (email === null) lack('email of the corresponding author');
  if (affiliation === null) lack('organization of the corresponding author');
  lack('country of the corresponding author');
  return {
    author_orcid: orcid,
    first_name: given[0] ?? '',
    middle_name: given.length > 1 ? given.slice(1).join(' ') : null,
    last_name: surname,
    organization: affiliation,
    email,
    country: null,
  };
}

/** Codes of EMPIAR: categories of image sets, MRC as format of header and data, 32 bit float as type of voxels. */
const codes = {
  tiltSeries: "('T9', '')",
  volumes: "('T13', '')",
  mrc: "('T1', '')",
  float: "('T7', '')",
} as const;

/** Returns the image sets of a dataset: tilt series and tomograms, which ingest writes as MRC of 32 bit floats. */
async function imageSets({ id, title, runs }: DatasetFacts, out: ExportOutput): Promise<JsonValue[]> {
  const kinds = [
    {
      name: 'Tilt series',
      directory: 'tilt_series',
      category: codes.tiltSeries,
      spacing: 'pixel_spacing',
      of: 'tiltSeries',
    },
    {
      name: 'Reconstructed volumes',
      directory: 'tomograms',
      category: codes.volumes,
      spacing: 'voxel_spacing',
      of: 'tomograms',
    },
  ] as const;
  const sets: JsonValue[] = [];
  for (const { name, directory, category, spacing, of } of kinds) {
    const items = runs.flatMap((run) => run[of].map((item: ExportedItem) => ({ run, item })));
    const [first] = items;
    if (first === undefined) continue;
    for (const { run, item } of items) {
      const mrc = textAt(item.metadata, 'mrc_file');
      if (mrc === null) out.lose(`${run.dataset}/${run.name} ${name} ${item.id}`, 'left out: it has no MRC');
      else await out.volume(`${id}/data/${directory}/${fileName(run, item)}.mrc`, mrc);
    }
    const { width, height, pixelSize } = imageSize(first.item.metadata, spacing);
    sets.push({
      name: `${name}: ${title}`.slice(0, 200),
      directory: `/data/${directory}`,
      category,
      header_format: codes.mrc,
      data_format: codes.mrc,
      num_images_or_tilt_series: items.length,
      // EMPIAR counts the tilts of a series as frames.
      frames_per_image: of === 'tiltSeries' ? (numberAt(first.item.metadata, 'size', 'z') ?? 1) : 1,
      voxel_type: codes.float,
      pixel_width: pixelSize,
      pixel_height: pixelSize,
      image_width: width,
      image_height: height,
    });
  }
  return sets;
}

function fileName(run: ExportedRun, item: ExportedItem & { readonly spacing?: string }): string {
  return [run.name, ...(item.spacing ? [item.spacing] : []), item.id].join('_');
}

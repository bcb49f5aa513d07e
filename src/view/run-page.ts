import { countBy, groupBy } from '../base/collections.js';
import { escapeHtml, htmlPage } from '../base/html.js';
import { type JsonObject, numberAt, objectsAt, textAt } from '../base/json-value.js';
import { countOf, nameSome } from '../base/messages.js';
import { annotationColors, formatHex } from '../neuroglancer/colors.js';
import { type CheckState, findingsSection } from './check-state.js';
import type { PageLinks } from './index-page.js';
import {
  authorLine,
  authorNames,
  factOf,
  metadataTable,
  orcidLink,
  readableFacts,
  wordsAt,
} from './readable-facts.js';
import { sectionPlots, shiftPlots } from './section-plot.js';
import type { RunContents, RunItem } from './tree-contents.js';
import { viewStyle } from './view-style.js';

interface RunLinks extends Omit<PageLinks, 'runUrl'> {
  readonly indexUrl: string;
  /** Returns the URL of the viewer with an OME-Zarr of the tree only; null without a viewer. */
  volumeUrl(path: string, name: string): string | null;
}

interface RunPage {
  readonly dataset: string;
  readonly run: string;
  readonly contents: RunContents;
  readonly check: CheckState | null;
  readonly links: RunLinks;
}

/** Renders the page of a run. `nonce` is that of its style and script. */
export function runPage({ nonce, ...page }: RunPage & { readonly nonce: string }): string {
  return htmlPage({
    title: `${page.dataset}/${page.run} · cryoet view`,
    nonce,
    style: viewStyle,
    script,
    ...runSections(page),
  });
}

/** Renders what the page of a run shows: findings, tomograms, annotations, plots of tilts, and alignments. */
export function runSections(page: RunPage): { readonly header: string; readonly main: string } {
  const { dataset, run, contents, check } = page;
  const { tiltSeries, alignments, annotations, others, unreadable } = contents;
  return {
    header: `<p><a href="${escapeHtml(page.links.indexUrl)}">All runs</a></p>
<h1>${escapeHtml(run)} <small>dataset ${escapeHtml(dataset)}</small></h1>
<p class="muted">${summaryOf(contents)}</p>`,
    main: [
      ...unreadable.map((line) => `<p class="error">${escapeHtml(line)}</p>`),
      findingsSection(check, dataset, run),
      tomogramSections(page),
      annotationSection(annotations, contents.viewed),
      ...tiltSeries.map((item) => tiltSeriesSection(item, page)),
      ...alignments.map((item) => alignmentSection(item)),
      ...others.map((item) => otherSection(item, page)),
      folded('Metadata of the run', metadataTable(contents.metadata, `metadata of run ${run}`)),
    ]
      .filter((section) => section !== '')
      .join('\n'),
  };
}

/** Items of a kind that the first line of the page names. */
const mostNamed = 6;

/** Renders the numbers of items of a run and what they are, in one line. */
function summaryOf({ tiltSeries, alignments, tomograms, annotations, others }: RunContents): string {
  return [
    countOf(tomograms.length, 'tomogram') + named(tomograms.map((item) => kindOf(item, ' '))),
    countOf(annotations.length, 'annotation') + named(annotations.map(objectOf)),
    `${tiltSeries.length} tilt series${named(tiltSeries.flatMap(({ metadata }) => [factOf('tiltseries', 'Tilts', metadata), factOf('tiltseries', 'Total dose', metadata)]))}`,
    countOf(alignments.length, 'alignment'),
    ...[...countBy(others.map(nameOfType))].map(([name, count]) => countOf(count, name)),
  ].join(', ');
}

/** Renders different names in brackets. Of more than `mostNamed`, the others are counted. */
function named(names: readonly (string | null)[]): string {
  const different = [...new Set(names)].flatMap((name) => name || []);
  return different.length === 0 ? '' : ` (${nameSome(different, mostNamed)})`;
}

/** Renders the voxel spacing and the processing of a tomogram: `13.480 Å, denoised`. */
function kindOf({ voxelSpacing, metadata }: RunItem, separator = ', '): string {
  const spacing = voxelSpacing === null ? [] : [`${escapeHtml(voxelSpacing)} Å`];
  const processing = metadata && wordsAt(metadata, 'processing');
  return [...spacing, ...(processing === null ? [] : [processing])].join(separator);
}

/** Renders the name of the object of an annotation; empty if it is not stated. */
function objectOf({ metadata }: RunItem): string {
  return (metadata && wordsAt(metadata, 'annotation_object.name')) ?? '';
}

/** Renders the link to the viewer with the OME-Zarr of an item; empty without one. */
function volumeLink({ id, metadata }: RunItem, name: string, { run, links }: RunPage): string {
  const zarr = textAt(metadata, 'omezarr_dir');
  const address = zarr === null ? null : links.volumeUrl(zarr, `${run} ${name} ${id}`);
  return address === null ? '' : `<p><a href="${escapeHtml(address)}">Open the ${name} in the viewer</a></p>`;
}

function tiltSeriesSection(item: RunContents['tiltSeries'][number], page: RunPage): string {
  const { id, metadata, sections } = item;
  return `<section><h2>Tilt series ${id}${sections.length === 0 ? '' : ` <small>${countOf(sections.length, 'section')}</small>`}</h2>
${volumeLink(item, 'tilt series', page)}
${readableFacts('tiltseries', metadata)}
${sectionPlots(sections, `tilt series ${id}`)}
${folded('All metadata', metadataTable(metadata, `metadata of tilt series ${id}`))}</section>`;
}

/** Renders something that unfolds; empty without content. */
function folded(summary: string, content: string): string {
  return content === '' ? '' : `<details><summary>${summary}</summary>${content}</details>`;
}

/** Renders tomograms: those that the viewer can open with image and layers, all with their metadata. */
function tomogramSections(page: RunPage): string {
  const { tomograms, viewed } = page.contents;
  const sections = tomograms.map((item) => {
    const shown = viewed.find(
      ({ id, voxelSpacing }) => Number(id) === item.id && voxelSpacing === item.voxelSpacing,
    );
    const image =
      shown?.image == null
        ? ''
        : `<div class="shot"><img loading="lazy" alt="" src="${escapeHtml(page.links.fileUrl(shown.image))}"></div>`;
    return `<section><h2>Tomogram ${item.id} <small>${kindOf(item)}</small></h2>
<div class="item">${image}<div>${shown === undefined ? `<p class="none">It has no viewer configuration${textAt(item.metadata, 'omezarr_dir') === null ? ', as there is no OME-Zarr for the viewer to read' : ''}.</p>` : switches(shown, page)}
${authorLine(item.metadata, mostNamed)}
${readableFacts('tomogram', item.metadata)}</div></div>
${folded(
  'Authors and all metadata',
  `${authorsTable(item.metadata, `tomogram ${item.id}`)}${metadataTable(item.metadata, `metadata of tomogram ${item.id}`)}`,
)}</section>`;
  });
  return sections.length === 0 ? '' : `<div class="tomograms">${sections.join('\n')}</div>`;
}

/** The link to the viewer, with a switch for each layer and one for all. */
function switches(tomogram: RunContents['viewed'][number], page: RunPage): string {
  const { id, layers } = tomogram;
  const address = page.links.viewerUrl(tomogram);
  if (address === null) return '';
  const url = escapeHtml(address);
  const boxes = layers.map(
    ({ name, isVisible, color }, index) =>
      `<label><input type="checkbox" data-layer="${index}"${isVisible ? ' checked' : ''}> ${swatch(color)}${escapeHtml(inWords(name))}</label>`,
  );
  const all =
    boxes.length < 2
      ? ''
      : `<label><input type="checkbox" data-all${layers.every(({ isVisible }) => isVisible) ? ' checked' : ''}> <b>all layers</b></label>`;
  const fields =
    boxes.length === 0
      ? ''
      : folded(
          'Layers to open',
          `<fieldset class="switches"><legend>Layers of tomogram ${escapeHtml(id)}</legend>${all}${boxes.join('')}</fieldset>`,
        );
  return `<div data-viewer><p><a href="${url}">Open in the viewer</a></p>${fields}</div>`;
}

/** Rows of the table of annotations that are not folded, and authors in each. */
const [mostRows, mostAuthors] = [30, 3];

/** Renders a dot of a colour; empty without one. */
function swatch(color: string | null): string {
  return color === null
    ? ''
    : `<svg class="color" viewBox="0 0 10 10" aria-hidden="true"><circle cx="5" cy="5" r="5" fill="${color}"/></svg>`;
}

/** Separates the words of the kind at the end of a layer's name: `orientedmesh` is `oriented mesh`. */
function inWords(layer: string): string {
  return layer.replace(/ (oriented|instance)(point|mesh|segmentation)( [\d.]+ Å)?$/, ' $1 $2$3');
}

/** Returns the colour of an annotation in the viewer configurations of its voxel spacing; null if they have none. */
function viewerColor({ id, metadata, voxelSpacing }: RunItem, viewed: RunContents['viewed']): string | null {
  const start = `${id} ${textAt(metadata, 'annotation_object', 'name') ?? ''} `;
  // Layers of other voxel spacings end with them.
  const layers = viewed.flatMap((tomogram) =>
    tomogram.voxelSpacing === voxelSpacing ? tomogram.layers : [],
  );
  const own = layers.find(
    ({ name, color }) => color !== null && name.startsWith(start) && !name.endsWith(' Å'),
  );
  return own?.color ?? null;
}

function annotationSection(annotations: readonly RunItem[], viewed: RunContents['viewed']): string {
  if (annotations.length === 0) return '';
  // The same objects are often annotated at several voxel spacings: their sum would count them twice.
  const spacings = [...groupBy(annotations, ({ voxelSpacing }) => voxelSpacing)].map(([spacing, items]) => {
    const objects = items.reduce((sum, { metadata }) => sum + (numberAt(metadata, 'object_count') ?? 0), 0);
    return [countOf(objects, 'object'), ` at ${escapeHtml(spacing ?? '')} Å`] as const;
  });
  const counts = spacings.map(([count, place]) => (spacings.length === 1 ? count : count + place));
  // The colours of key images where there is no viewer configuration; ingest gives none to what it cannot read.
  const readable = annotations.filter(({ metadata }) => metadata !== null);
  const colors = annotationColors(
    readable.map(({ metadata }) => textAt(metadata, 'annotation_object', 'name') ?? ''),
  );
  const rows = annotations.map((item) => {
    const { id, metadata, voxelSpacing } = item;
    const shapes = [...new Set(objectsAt(metadata, 'files').map((file) => textAt(file, 'shape') ?? ''))];
    // `OrientedPoint` in words.
    const spelled = shapes.join(', ').replaceAll(/(?<=[a-z])(?=[A-Z])/g, ' ');
    const words = spelled.toLowerCase();
    const made = colors[readable.indexOf(item)];
    const color = swatch(viewerColor(item, viewed) ?? (made === undefined ? null : formatHex(made)));
    return {
      annotation: String(id),
      object: `${color}${metadata === null ? '<span class="error">metadata cannot be read</span>' : objectOf(item) || 'not stated'}`,
      count: String(numberAt(metadata, 'object_count') ?? ''),
      shapes: escapeHtml(words),
      method: (metadata && wordsAt(metadata, 'annotation_method')) ?? '',
      spacing: voxelSpacing === null ? '' : `${escapeHtml(voxelSpacing)}&nbsp;Å`,
      authors: authorNames(metadata, mostAuthors),
    };
  });
  const more = rows.slice(mostRows);
  return `<section><h2>${countOf(annotations.length, 'annotation')} <small>${counts.join(', ')}</small></h2>
<p class="muted">Key images and the viewer show annotations in the colours of this table. Instances of a mask have their own.</p>
${wideTable('annotations', rows.slice(0, mostRows))}
${more.length === 0 ? '' : folded(`${more.length} more`, wideTable('more annotations', more))}</section>`;
}

/** Renders a table with a column for each key of its rows, whose values are HTML. */
function wideTable(label: string, rows: readonly Readonly<Record<string, string>>[]): string {
  const heads = Object.keys(rows[0] ?? {}).map((head) => `<th scope="col">${head}</th>`);
  const body = rows.map((row) => {
    const cells = Object.entries(row).map(([head, html]) => `<td data-label="${head}">${html}</td>`);
    return `<tr>${cells.join('')}</tr>`;
  });
  return `<table class="wide" aria-label="${escapeHtml(label)}"><thead><tr>${heads.join('')}</tr></thead><tbody>${body.join('\n')}</tbody></table>`;
}

function alignmentSection({ id, metadata }: RunItem): string {
  return `<section><h2>Alignment ${id}</h2>${readableFacts('alignment', metadata)}${shiftPlots(metadata, `alignment ${id}`)}${folded('All metadata', metadataTable(metadata, `metadata of alignment ${id}`))}</section>`;
}

/** Renders an item of a type without facts and plots of its own. */
function otherSection(item: RunContents['others'][number], page: RunPage): string {
  const name = nameOfType(item);
  const title = `${name.charAt(0).toUpperCase()}${name.slice(1)} ${item.id}`;
  return `<section><h2>${title} <small>${kindOf(item)}</small></h2>
${volumeLink(item, name, page)}
${folded('All metadata', metadataTable(item.metadata, `metadata of ${name} ${item.id}`))}</section>`;
}

function nameOfType({ type }: RunContents['others'][number]): string {
  return type.replaceAll('_', ' ');
}

function authorsTable(metadata: JsonObject | null, name: string): string {
  const authors = objectsAt(metadata, 'authors');
  if (authors.length === 0) return '';
  const rows = authors.map((author) => {
    const roles = [
      ...(author.primary_author_status === true ? ['primary'] : []),
      ...(author.corresponding_author_status === true ? ['corresponding'] : []),
    ].join(', ');
    const orcid = textAt(author, 'ORCID') ?? '';
    const name = escapeHtml(textAt(author, 'name') ?? '');
    return { name, ORCID: orcidLink(orcid, escapeHtml(orcid)), role: roles };
  });
  return `<h3>Authors</h3>\n${wideTable(`authors of ${name}`, rows)}`;
}

/** Adds the visible layers to the link to the viewer. */
const script = `
for (const viewer of document.querySelectorAll('[data-viewer]')) {
  const link = viewer.querySelector('a');
  const plain = link.getAttribute('href');
  const boxes = [...viewer.querySelectorAll('[data-layer]')];
  const all = viewer.querySelector('[data-all]');
  const follow = () => {
    const shown = boxes.filter((box) => box.checked).map((box) => box.dataset.layer);
    link.setAttribute('href', plain + '?layers=' + shown.join(','));
    if (all !== null) {
      all.checked = shown.length === boxes.length;
      all.indeterminate = shown.length > 0 && shown.length < boxes.length;
    }
  };
  viewer.addEventListener('change', (event) => {
    if (event.target === all) for (const box of boxes) box.checked = all.checked;
    follow();
  });
  if (boxes.length > 0) follow();
}
`;

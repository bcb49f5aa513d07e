import { addToGroup, getOrMake } from '../base/collections.js';
import { nameSome } from '../base/messages.js';
import { Crc64 } from '../storage/crc64.js';
import { isMrcHeader } from '../volume/mrc/header.js';
import type { Shape, VolumeHeader } from '../volume/volume.js';
import { ancestor, type Item } from './item.js';
import { turnedAmongRuns, volumeInRuns } from './source-rules/reading.js';

const mostNames = 5;

/** Runs up to which a volume that they share is a mistake: one that many share was made to stand for others. */
const mostCopies = 9;

/** Kinds of side-car files. Made-up ones are often alike in many runs: what two of at least so many share is a copy. */
const sideCars = ['CTF table', 'mdoc', 'alignment'] as const;
const fewestRuns = 4;

/** The facts of a volume that are compared: its samples (null if unknown), the lengths of its edges, and its size. */
export interface VolumeOfRun {
  readonly run: string;
  readonly samples: string | null;
  readonly edges: string;
  readonly size: string;
}

/** Compares volumes of all runs, and what their side-car files and annotations hold, of which it keeps fifty bytes each. */
export class VolumesOfRuns {
  /** Runs, one a line, by a checksum of the samples in their header, by kind. Most are alone, and lists take more. */
  readonly #bySamples = new Map<string, Map<number, string>>();
  /** Runs by the size (x × y × z) of their volume, by the edges in ascending order. */
  readonly #byEdges = new Map<string, Map<string, string[]>>();

  constructor(private readonly onNote: (volume: VolumeOfRun) => void = () => undefined) {}

  /** Notes a volume of a run; volumes of one `kind`, such as `tiltseries`, are compared. */
  note(header: VolumeHeader, kind: string, run: string): void {
    let samples: string | null = null;
    if (isMrcHeader(header)) {
      const { dmin, dmax, dmean, rms } = header.fields;
      // Programs that do not measure the samples write a deviation of 0 or less.
      if (rms > 0 && dmax > dmin) samples = [kind, ...header.shape, dmin, dmax, dmean, rms].join();
    }
    this.noteShape(header.shape, kind, run, samples);
  }

  /** Notes the size of a volume, and what its header says of its samples, which are not compared without. */
  noteShape(shape: Shape, kind: string, run: string, samples: string | null = null): void {
    const edges = `${kind},${shape.toSorted((a, b) => a - b).join()}`;
    const volume = { run, samples, edges, size: shape.toReversed().join(' × ') };
    this.onNote(volume);
    this.add(volume);
  }

  /** Notes what a file beside the volumes of a run holds, and that it is of the run; it has no edges. */
  noteContent(content: unknown, kind: (typeof sideCars)[number], run: string, path: string): void {
    const text = JSON.stringify(content);
    const keys = [[kind, 'file', sumOf(path + text)], ...(kind === 'alignment' ? [] : [[kind, sumOf(text)]])];
    for (const key of keys) this.#noteKey(run, key);
  }

  /** Notes what an annotation of a run holds, by its size and its checksum. */
  noteAnnotation(kind: 'points' | 'mesh' | 'mask', item: Item, ...content: readonly unknown[]): void {
    this.#noteKey(ancestor(item, 'run')?.name ?? '', [kind, 'annotation', ...content]);
  }

  #noteKey(run: string, key: readonly unknown[]): void {
    const noted = { run, samples: key.join(), edges: '', size: '' };
    this.onNote(noted);
    this.add(noted);
  }

  add({ run, samples, edges, size }: VolumeOfRun): void {
    if (samples !== null) {
      const [kind = '', how = ''] = samples.split(',', 2);
      const group = how === 'file' || how === 'annotation' ? `${kind},${how}` : kind;
      const alike = getOrMake(this.#bySamples, group, () => new Map<number, string>());
      const key = Number(sumOf(samples) % 2n ** 52n);
      const others = alike.get(key);
      alike.set(key, others === undefined ? run : `${others}\n${run}`);
    }
    if (edges === '') return;
    addToGroup(
      getOrMake(this.#byEdges, edges, () => new Map()),
      size,
      run,
    );
  }

  /** Returns what the volumes of several runs have wrongly in common, in whole sentences. */
  warnings(): { readonly message: string; readonly code: string }[] {
    const groups = [...this.#bySamples].flatMap(([group, alike]) => {
      const [kind = '', how] = group.split(',', 2);
      return [...alike.values()].map((all) => ({ kind, how, runs: [...new Set(all.split('\n'))].sort() }));
    });
    const runsWith = new Map<string, Set<string>>();
    for (const { kind, runs } of groups)
      for (const run of runs) getOrMake(runsWith, kind, () => new Set()).add(run);
    const wrong = groups.filter(({ kind, how, runs: { length } }) => {
      if (length < 2 || how === 'file') return length > 1;
      // What three runs share was made for all.
      if (how === 'annotation') return length === 2;
      return sideCars.some((each) => each === kind)
        ? length === 2 && (runsWith.get(kind)?.size ?? 0) >= fewestRuns
        : length <= mostCopies;
    });
    const told = wrong.map(
      ({ kind, runs }) => `${runs.length} runs have the same ${kind}: ${nameSome(runs, mostNames)}`,
    );
    const same = [...new Set(told)].map((message) => ({ message, code: volumeInRuns.code }));
    return [...same, ...this.turned().map((message) => ({ message, code: turnedAmongRuns.code }))];
  }

  /** Returns which volumes have another edge along z than most of the same edges have, in whole sentences. */
  turned(): string[] {
    return [...this.#byEdges.values()].flatMap((bySize) => {
      const [[usual] = ['']] = [...bySize].sort(
        ([sizeA, a], [sizeB, b]) => b.length - a.length || (sizeA < sizeB ? -1 : 1),
      );
      // How the camera lies to the tilt axis decides which of x and y is longer: either is right.
      const turned = [...bySize].filter(([size]) => depthIn(size) !== depthIn(usual));
      if (turned.length === 0) return [];
      const named = turned.flatMap(([size, runs]) => runs.map((run) => `${run} (${size})`)).sort();
      return [
        `volumes have the edges of other runs in another order than ${usual}: ${nameSome(named, mostNames)}`,
      ];
    });
  }
}

/** Returns a checksum of a text. One of 32 bits would be the same by chance in some of many thousand runs. */
const sumOf = (text: string) => Crc64.shared().remainder(new TextEncoder().encode(text));

/** Returns the edge along z in a size, as text. */
function depthIn(size: string): string {
  return size.slice(size.lastIndexOf(' '));
}

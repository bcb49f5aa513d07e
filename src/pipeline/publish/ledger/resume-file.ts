import type { Proof } from '../../../tree/index.js';

/** The local file of `--resume FILE`: what earlier ingests finished, and this one does. */
export interface ResumeFile {
  /** The proof noted last for what has this digest; null when nothing was. */
  proofOf(made: string): Proof | null;
  /** Notes that something is finished; `label` is for people who read the file. */
  note(label: string, made: string, proof: Proof): void;
}

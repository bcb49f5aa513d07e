/** What earlier ingests finished, and this one does: digests of what was made, each with a proof of how. */
export interface Ledger {
  /** The proof noted last for what has this digest; null when nothing was. */
  proofOf(made: string): string | null;
  /** Notes that something is finished; `label` is for people who read the ledger. */
  note(label: string, made: string, proof: string): void;
}

const [free, taken] = [0, 1];

/**
 * One turn at writing that threads share. A file takes one write at a time, and a processor that waits for it spins:
 * who does not get the turn has better things to do first.
 */
export class WriteTurn {
  /** To be given to the other threads. */
  readonly flag: Int32Array<SharedArrayBuffer>;

  constructor(flag: Int32Array<SharedArrayBuffer> = new Int32Array(new SharedArrayBuffer(4))) {
    this.flag = flag;
  }

  /** Writes unless another thread has the turn; tells whether it did. */
  tryRun(write: () => void): boolean {
    if (Atomics.compareExchange(this.flag, 0, free, taken) !== free) return false;
    this.#finish(write);
    return true;
  }

  /** Writes as soon as no other thread has the turn. */
  run(write: () => void): void {
    while (Atomics.compareExchange(this.flag, 0, free, taken) !== free) Atomics.wait(this.flag, 0, taken);
    this.#finish(write);
  }

  #finish(write: () => void): void {
    try {
      write();
    } finally {
      Atomics.store(this.flag, 0, free);
      Atomics.notify(this.flag, 0, 1);
    }
  }
}

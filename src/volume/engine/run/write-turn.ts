const [free, taken] = [0, 1];

/** Milliseconds; a thread that ended in the middle of a write never gives its turn back. */
const longestWait = 10_000;

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

  /** Waits until no other thread has the turn, and writes. To write out of turn is slow, but does no harm. */
  run(write: () => void): void {
    if (this.tryRun(write)) return;
    Atomics.wait(this.flag, 0, taken, longestWait);
    if (!this.tryRun(write)) write();
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

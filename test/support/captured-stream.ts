import { Writable } from 'node:stream';

/** A stream that keeps what is written to it. */
export class CapturedStream extends Writable {
  private readonly chunks: Buffer[] = [];

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: () => void): void {
    this.chunks.push(chunk);
    done();
  }

  /** All that was written so far. */
  get text(): string {
    return Buffer.concat(this.chunks).toString('utf8');
  }
}

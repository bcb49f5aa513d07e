/** A real object store on loopback, and a user of it. */
export interface ServerAddress {
  readonly endpoint: string;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}

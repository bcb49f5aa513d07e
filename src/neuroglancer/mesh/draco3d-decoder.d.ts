/** The part of draco3d that meshes are decoded with. */
declare module 'draco3d' {
  interface DecoderModule {
    readonly POSITION: number;
    readonly DT_UINT32: number;
    readonly HEAPU32: Uint32Array;
    Mesh: new () => DracoMesh & { num_faces(): number; num_points(): number };
    Decoder: new () => {
      DecodeArrayToMesh(
        bytes: Int8Array,
        length: number,
        mesh: DracoMesh,
      ): { ok(): boolean; error_msg(): string };
      GetAttributeId(mesh: DracoMesh, kind: number): number;
      GetAttribute(mesh: DracoMesh, id: number): { num_components(): number };
      GetTrianglesUInt32Array(mesh: DracoMesh, byteLength: number, pointer: number): boolean;
      GetAttributeDataArrayForAllPoints(
        mesh: DracoMesh,
        attribute: object,
        type: number,
        byteLength: number,
        pointer: number,
      ): boolean;
    };
    _malloc(byteLength: number): number;
    _free(pointer: number): void;
    destroy(object: object): void;
  }
  export function createDecoderModule(options: object): Promise<DecoderModule>;
}

/** Types of the part of draco3d that encodes and decodes meshes; the package has none of its own. */
declare module 'draco3d' {
  interface DracoMesh {
    readonly draco?: never;
  }
  interface DracoArray {
    GetValue(index: number): number;
    size(): number;
  }
  export interface EncoderModule {
    readonly POSITION: number;
    readonly MESH_EDGEBREAKER_ENCODING: number;
    readonly MESH_SEQUENTIAL_ENCODING: number;
    Mesh: new () => DracoMesh;
    MeshBuilder: new () => {
      AddFacesToMesh(mesh: DracoMesh, count: number, triangles: Uint32Array): void;
      AddUInt32Attribute(
        mesh: DracoMesh,
        kind: number,
        count: number,
        components: number,
        values: Uint32Array,
      ): number;
    };
    ExpertEncoder: new (
      mesh: DracoMesh,
    ) => {
      SetSpeedOptions(encoding: number, decoding: number): void;
      SetEncodingMethod(method: number): void;
      EncodeToDracoBuffer(mergesValues: boolean, output: DracoArray): number;
    };
    DracoInt8Array: new () => DracoArray;
    destroy(object: object): void;
  }
  export interface DecoderModule {
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
  /** The package is CommonJS: bundles that are split for browsers have no names of it but this. */
  const draco: {
    createEncoderModule(options: object): Promise<EncoderModule>;
    createDecoderModule(options: object): Promise<DecoderModule>;
  };
  export default draco;
}

/** The part of draco3d that meshes are encoded with. */
declare module 'draco3d' {
  interface DracoMesh {
    readonly draco?: never;
  }
  interface DracoArray {
    GetValue(index: number): number;
    size(): number;
  }
  interface EncoderModule {
    readonly POSITION: number;
    readonly MESH_EDGEBREAKER_ENCODING: number;
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
    Encoder: new () => {
      SetSpeedOptions(encoding: number, decoding: number): void;
      SetEncodingMethod(method: number): void;
      EncodeMeshToDracoBuffer(mesh: DracoMesh, output: DracoArray): number;
    };
    DracoInt8Array: new () => DracoArray;
    destroy(object: object): void;
  }
  export function createEncoderModule(options: object): Promise<EncoderModule>;
}

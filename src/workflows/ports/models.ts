import type { ModelManifest } from '../../science/descriptors/model-manifest.js';

/** A network that can be served: its folder was checked. */
export interface RegisteredModel {
  /** 'task@version'. */
  readonly id: string;
  readonly manifest: ModelManifest;
  readonly manifestSha256: string;
  /** All files of the folder incl. manifest.json, by name. */
  readonly files: readonly { readonly name: string; readonly sizeBytes: number; readonly sha256: string }[];
}

/** A folder that is no model, and why; `task` and `version` are names of folders. */
export interface RefusedModel {
  readonly task: string;
  readonly version: string;
  readonly reason: string;
}

/** The networks at hand. */
export abstract class ModelRegistry {
  /** By task, the newest version of each first. */
  abstract list(): Promise<{
    readonly models: readonly RegisteredModel[];
    readonly refused: readonly RefusedModel[];
  }>;
  abstract find(task: string, version: string): Promise<RegisteredModel | null>;
  /**
   * A file of the folder, by a name in `files`.
   *
   * @throws WorkflowError not-found  another name; checksum-mismatch  the file was changed since it was checked
   */
  abstract read(task: string, version: string, name: string): Promise<Uint8Array>;
}

/** A network ready to be asked. The same rows give the same bytes. */
export interface NetworkSession {
  /**
   * @param rows  [nRows × nChannels]
   * @returns the tensors by name: [nRows × width], or [members × nRows × width]
   * @throws DescriptorError model-answer-invalid
   */
  run(rows: Float32Array, nRows: number): Promise<Readonly<Record<string, Float32Array>>>;
  close(): Promise<void>;
}

/** What runs networks. */
export abstract class NetworkSessions {
  /**
   * @param onnx  model.onnx
   * @throws DescriptorError model-unusable  it cannot be run, or has other inputs and outputs than the manifest says
   */
  abstract open(manifest: ModelManifest, onnx: Uint8Array): Promise<NetworkSession>;
}

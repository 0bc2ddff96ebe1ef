import type { Architecture, Parameters, Scaling } from './architecture.js';

/** An ensemble to be trained: members share their form and scaling, not their rows. */
export interface NetworkForm {
  readonly architecture: Architecture;
  readonly scaling: Scaling;
  readonly members: number;
}

/** Rows for every member: inputs [members × n × nInputs], by head its targets [… × targetWidth] and weights [… × 1]. */
export interface Batch {
  readonly nRows: number;
  readonly inputs: Float32Array;
  readonly targets: Readonly<Record<string, Float32Array>>;
  readonly weights: Readonly<Record<string, Float32Array>>;
  /** By dropout layer, [members × n × width]: 0, or what makes up for the zeros. Only for gradients. */
  readonly masks?: Readonly<Record<string, Float32Array>>;
}

/** Losses [members], and by the name of each parameter its gradient. */
export interface Step {
  readonly losses: Float32Array;
  readonly gradients: Parameters;
}

/** What does the arithmetic of training; where the numbers lie in between is its own affair. */
export interface TrainingBackend {
  /** For the card: 'cpu (ONNX Runtime 1.30.0)'. */
  readonly device: string;
  open(form: NetworkForm): Promise<TrainingSession>;
}

export interface TrainingSession {
  gradients(parameters: Parameters, batch: Batch): Promise<Step>;
  losses(parameters: Parameters, batch: Batch): Promise<Float32Array>;
  close(): Promise<void>;
}

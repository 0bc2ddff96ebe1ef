import { encodeMessage, type Field, type Message } from './protobuf.js';

/** A number is an integer attribute, `{float}` a float; a list is of integers. */
export type Attribute = number | string | readonly number[] | { readonly float: number };

export interface OnnxNode {
  readonly op: string;
  readonly inputs: readonly string[];
  readonly output: string;
  readonly attributes?: Readonly<Record<string, Attribute>>;
}

/** A tensor stored in the file: float32, or int64 where `integers`. */
export interface OnnxConstant {
  readonly name: string;
  readonly shape: readonly number[];
  readonly values: Float32Array | readonly number[];
}

/** A name for an axis of any length, a number for a fixed one. */
export interface OnnxTensorType {
  readonly name: string;
  readonly shape: readonly (number | string)[];
}

export interface OnnxModel {
  readonly inputs: readonly OnnxTensorType[];
  readonly outputs: readonly OnnxTensorType[];
  readonly nodes: readonly OnnxNode[];
  readonly constants: readonly OnnxConstant[];
}

const IR_VERSION = 8;
export const OPSET = 17;
const FLOAT = 1;
const INT64 = 7;
const ATTRIBUTE_TYPE = { float: 1, int: 2, string: 3, ints: 7 } as const;

/**
 * An ONNX file of float32 tensors.
 *
 * Source: onnx.proto3 of the ONNX project (field numbers), IR version 8, default operators of set 17.
 * Checked: graph.spec.ts, ONNX Runtime runs it; the Python package `onnx` is not needed.
 */
export function encodeOnnx(model: OnnxModel): Uint8Array {
  const graph: Field[] = model.nodes.map((node, i) => [1, nodeMessage(node, i)]);
  graph.push([2, 'kaimen']);
  for (const constant of model.constants) graph.push([5, tensorMessage(constant)]);
  for (const input of model.inputs) graph.push([11, valueMessage(input)]);
  for (const output of model.outputs) graph.push([12, valueMessage(output)]);
  return encodeMessage([
    [1, IR_VERSION],
    [2, 'kaimen'],
    [7, graph],
    [8, [[2, OPSET]]],
  ]);
}

function nodeMessage(node: OnnxNode, index: number): Message {
  const fields: Field[] = node.inputs.map((name) => [1, name]);
  fields.push([2, node.output], [3, `n${index}`], [4, node.op]);
  for (const [name, value] of Object.entries(node.attributes ?? {})) {
    fields.push([5, attributeMessage(name, value)]);
  }
  return fields;
}

function attributeMessage(name: string, value: Attribute): Message {
  if (typeof value === 'number')
    return [
      [1, name],
      [3, value],
      [20, ATTRIBUTE_TYPE.int],
    ];
  if (typeof value === 'string')
    return [
      [1, name],
      [4, value],
      [20, ATTRIBUTE_TYPE.string],
    ];
  if ('float' in value)
    return [
      [1, name],
      [2, value],
      [20, ATTRIBUTE_TYPE.float],
    ];
  return [[1, name], ...value.map((v): Field => [8, v]), [20, ATTRIBUTE_TYPE.ints]];
}

function tensorMessage({ name, shape, values }: OnnxConstant): Message {
  const isFloat = values instanceof Float32Array;
  const bytes = isFloat
    ? new Uint8Array(values.slice().buffer)
    : new Uint8Array(BigInt64Array.from(values, BigInt).buffer);
  return [...shape.map((d): Field => [1, d]), [2, isFloat ? FLOAT : INT64], [8, name], [9, bytes]];
}

function valueMessage({ name, shape }: OnnxTensorType): Message {
  const dimensions = shape.map((d): Field => [1, typeof d === 'number' ? [[1, d]] : [[2, d]]]);
  return [
    [1, name],
    [
      2,
      [
        [
          1,
          [
            [1, FLOAT],
            [2, dimensions],
          ],
        ],
      ],
    ],
  ];
}

import * as tf from '@tensorflow/tfjs-core';
import type { Ops } from '../network/ops.js';

/** The operations on the tensors of TensorFlow.js, whatever its backend. */
export const TFJS_OPS: Ops<tf.Tensor> = {
  matMul: (a, b) => tf.matMul(a, b),
  add: (a, b) => tf.add(a, b),
  subtract: (a, b) => tf.sub(a, b),
  multiply: (a, b) => tf.mul(a, b),
  divide: (a, b) => tf.div(a, b),
  affine: (a, factor, offset) => tf.add(tf.mul(a, factor), offset),
  exp: (a) => tf.exp(a),
  log: (a) => tf.log(a),
  tanh: (a) => tf.tanh(a),
  sigmoid: (a) => tf.sigmoid(a),
  relu: (a) => tf.relu(a),
  abs: (a) => tf.abs(a),
  sqrt: (a) => tf.sqrt(a),
  sum: (a, axis) => tf.sum(a, axis, true),
  mean: (a) => tf.mean(a, 2, true),
  max: (a) =>
    tf.customGrad((x) => ({
      value: tf.max(x as tf.Tensor, 2, true),
      gradFunc: () => tf.zerosLike(x as tf.Tensor),
    }))(a),
  slice: (a, from, to) => tf.slice(a, [0, 0, from], [-1, -1, to - from]),
  concat: (parts) => tf.concat([...parts], 2),
  constant: (values) => tf.tensor3d(values, [1, 1, values.length]),
};

import * as tf from '@tensorflow/tfjs-core';

type Dy = tf.Tensor;
type Pulls = Record<string, () => tf.Tensor>;

/** Sums over the axes along which an operand of one was repeated. */
function like(gradient: tf.Tensor, operand: tf.Tensor): tf.Tensor {
  const axes = operand.shape.flatMap((d, i) => (d === 1 && gradient.shape[i] !== 1 ? [i] : []));
  return axes.length === 0 ? gradient : tf.sum(gradient, axes, true);
}

function register(
  kernelName: string,
  pull: (dy: Dy, saved: tf.Tensor[], attrs: never) => Pulls,
  saves: object,
): void {
  tf.registerGradient({
    kernelName,
    ...saves,
    gradFunc: (dy, saved, attrs) => pull(dy as Dy, saved, attrs as never),
  });
}

const binary = (
  kernel: string,
  pull: (dy: Dy, a: tf.Tensor, b: tf.Tensor) => [() => tf.Tensor, () => tf.Tensor],
): void =>
  register(
    kernel,
    (dy, [a, b]) => {
      const [toA, toB] = pull(dy, a, b);
      return { a: () => like(toA(), a), b: () => like(toB(), b) };
    },
    { inputsToSave: ['a', 'b'] },
  );

/** From the kernel's input or its output, whichever it keeps. */
const unary = (
  kernel: string,
  keeps: 'input' | 'output',
  pull: (dy: Dy, kept: tf.Tensor) => tf.Tensor,
): void =>
  register(
    kernel,
    (dy, [kept]) => ({ x: () => pull(dy, kept) }),
    keeps === 'input' ? { inputsToSave: ['x'] } : { outputsToSave: [true] },
  );

/**
 * Derivatives of the kernels that `TFJS_OPS` uses. TensorFlow.js has its own, but keeps them in modules that Node cannot
 * load as they are packed (paths without endings, no entry in the bundle).
 *
 * Checked: graph.spec.ts, against finite differences.
 */
export function registerGradients(): void {
  if (tf.getGradient('BatchMatMul') !== undefined) return;
  binary('Add', (dy) => [() => dy, () => dy]);
  binary('Sub', (dy) => [() => dy, () => tf.neg(dy)]);
  binary('Multiply', (dy, a, b) => [() => tf.mul(dy, b), () => tf.mul(dy, a)]);
  binary('RealDiv', (dy, a, b) => [() => tf.div(dy, b), () => tf.neg(tf.div(tf.mul(dy, a), tf.mul(b, b)))]);
  // Turned around explicitly: products with transpose flags are far slower on the wasm backend.
  binary('BatchMatMul', (dy, a, b) => [
    () => tf.matMul(dy, tf.transpose(b, [0, 2, 1])),
    () => tf.matMul(tf.transpose(a, [0, 2, 1]), dy),
  ]);
  unary('Exp', 'output', (dy, y) => tf.mul(dy, y));
  unary('Log', 'input', (dy, x) => tf.div(dy, x));
  unary('Tanh', 'output', (dy, y) => tf.mul(dy, tf.sub(1, tf.mul(y, y))));
  unary('Sigmoid', 'output', (dy, y) => tf.mul(dy, tf.mul(y, tf.sub(1, y))));
  unary('Relu', 'output', (dy, y) => tf.mul(dy, tf.sign(y)));
  unary('Abs', 'input', (dy, x) => tf.mul(dy, tf.sign(x)));
  unary('Sqrt', 'output', (dy, y) => tf.div(dy, tf.mul(y, 2)));
  register('Sum', (dy, [x]) => ({ x: () => spread(dy, x) }), { inputsToSave: ['x'] });
  register('Mean', (dy, [x]) => ({ x: () => tf.div(spread(dy, x), x.shape[x.rank - 1]) }), {
    inputsToSave: ['x'],
  });
  register(
    'Slice',
    (dy, [x], { begin, size }: { begin: number[]; size: number[] }) => ({
      x: () =>
        tf.pad(
          dy,
          x.shape.map((n, i): [number, number] => [
            begin[i],
            n - begin[i] - (size[i] < 0 ? n - begin[i] : size[i]),
          ]),
        ),
    }),
    { inputsToSave: ['x'] },
  );
}

/** Of a sum over one axis: dy has lost that axis where the kernel dropped it. */
function spread(dy: tf.Tensor, x: tf.Tensor): tf.Tensor {
  const shape = dy.rank === x.rank ? dy.shape : [...dy.shape, ...Array<number>(x.rank - dy.rank).fill(1)];
  return tf.mul(tf.reshape(dy, shape), tf.onesLike(x));
}

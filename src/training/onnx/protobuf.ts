/** A protobuf message under construction: fields in the order in which they are written. */
export type Message = readonly Field[];
/** [number, value]: whole numbers are varints, strings and messages are length-delimited, `float` is 32 bits. */
export type Field = readonly [number, number | string | Uint8Array | Message | { readonly float: number }];

const VARINT = 0;
const DELIMITED = 2;
const FIXED32 = 5;

const TEXT = {
  /** UTF-8 without a platform's TextEncoder: names of this program are ASCII, others are refused. */
  encode(text: string): Uint8Array {
    return Uint8Array.from(text, (c) => {
      const code = c.charCodeAt(0);
      if (code > 127) throw new RangeError(`a name in an ONNX file has the character ${JSON.stringify(c)}`);
      return code;
    });
  },
};

function varint(value: number): number[] {
  const bytes: number[] = [];
  let rest = BigInt.asUintN(64, BigInt(value));
  while (rest > 127n) {
    bytes.push(Number(rest & 127n) | 128);
    rest >>= 7n;
  }
  bytes.push(Number(rest));
  return bytes;
}

const isBytes = (value: unknown): value is Uint8Array => value instanceof Uint8Array;

/**
 * Bytes of a protobuf message.
 *
 * Source: protobuf.dev/programming-guides/encoding. Checked: ONNX Runtime loads what is written with it.
 */
export function encodeMessage(message: Message): Uint8Array {
  const parts: (Uint8Array | readonly number[])[] = [];
  for (const [field, value] of message) {
    if (typeof value === 'number') parts.push(varint(field * 8 + VARINT), varint(value));
    else if (typeof value === 'object' && 'float' in value) {
      parts.push(varint(field * 8 + FIXED32), new Uint8Array(Float32Array.of(value.float).buffer));
    } else {
      const bytes =
        typeof value === 'string' ? TEXT.encode(value) : isBytes(value) ? value : encodeMessage(value);
      parts.push(varint(field * 8 + DELIMITED), varint(bytes.length), bytes);
    }
  }
  const size = parts.reduce((total, p) => total + p.length, 0);
  const out = new Uint8Array(size);
  let at = 0;
  for (const part of parts) {
    out.set(part, at);
    at += part.length;
  }
  return out;
}

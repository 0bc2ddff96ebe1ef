import { utf8Bytes } from '../text-bytes.js';

const SCALARS = {
  uint32: { type: 5, bytes: 4 },
  float32: { type: 6, bytes: 4 },
  float64: { type: 7, bytes: 8 },
  bool: { type: 8, bytes: 1 },
} as const;

const TAG_GROUP = 20;
const TAG_DATA = 21;
const UTF16 = 4;

/** Collects the bytes of one DM4 tag directory: each tag knows its exact length, so children come before parents. */
export class DmSink {
  private readonly parts: Uint8Array[] = [];
  private length = 0;

  /** The head of the directory: sorted, open, number of tags. */
  group(nTags: number): void {
    const head = new Uint8Array(10);
    head[0] = 1;
    new DataView(head.buffer).setBigInt64(2, BigInt(nTags));
    this.push(head);
  }

  scalar(name: string, kind: keyof typeof SCALARS, value: number): void {
    const { type, bytes } = SCALARS[kind];
    const payload = new Uint8Array(bytes);
    const view = new DataView(payload.buffer);
    if (kind === 'uint32') view.setUint32(0, value, true);
    else if (kind === 'float32') view.setFloat32(0, value, true);
    else if (kind === 'float64') view.setFloat64(0, value, true);
    else view.setUint8(0, value);
    this.data(name, [type], payload);
  }

  /** A text, as an array of UTF-16 code units. */
  text(name: string, text: string): void {
    const payload = new Uint8Array(2 * text.length);
    const view = new DataView(payload.buffer);
    for (let i = 0; i < text.length; i++) view.setUint16(2 * i, text.charCodeAt(i), true);
    this.data(name, [20, UTF16, text.length], payload);
  }

  /** An array whose memory already is little-endian, as on every machine this runs on. */
  array(name: string, type: number, values: ArrayBufferView & { readonly length: number }): void {
    const payload = new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
    this.data(name, [20, type, values.length], payload);
  }

  nested(name: string, child: DmSink): void {
    this.tag(name, TAG_GROUP, child.parts);
  }

  bytes(): Uint8Array {
    const all = new Uint8Array(this.length);
    let at = 0;
    for (const part of this.parts) {
      all.set(part, at);
      at += part.byteLength;
    }
    return all;
  }

  private data(name: string, info: readonly number[], payload: Uint8Array): void {
    const head = new Uint8Array(12 + 8 * info.length);
    head.fill(0x25, 0, 4);
    const view = new DataView(head.buffer);
    view.setBigInt64(4, BigInt(info.length));
    info.forEach((word, i) => view.setBigInt64(12 + 8 * i, BigInt(word)));
    this.tag(name, TAG_DATA, [head, payload]);
  }

  private tag(name: string, kind: number, body: readonly Uint8Array[]): void {
    const nameBytes = utf8Bytes(name);
    const head = new Uint8Array(3 + nameBytes.byteLength + 8);
    const view = new DataView(head.buffer);
    view.setUint8(0, kind);
    view.setUint16(1, nameBytes.byteLength);
    head.set(nameBytes, 3);
    view.setBigUint64(3 + nameBytes.byteLength, BigInt(body.reduce((sum, part) => sum + part.byteLength, 0)));
    this.push(head);
    for (const part of body) this.push(part);
  }

  private push(part: Uint8Array): void {
    this.parts.push(part);
    this.length += part.byteLength;
  }
}

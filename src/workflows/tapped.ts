/** The same bytes; `hear` is told of each chunk before it goes on, and refuses it by throwing. */
export async function* tapped(
  source: AsyncIterable<Uint8Array>,
  hear: (chunk: Uint8Array) => void,
): AsyncIterable<Uint8Array> {
  for await (const chunk of source) {
    hear(chunk);
    yield chunk;
  }
}

import { once } from 'node:events';
import { type FileHandle, open } from 'node:fs/promises';
import { type ClientRequest, type IncomingMessage, request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';
import { text } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';
import type { UploadSource } from '../../api-client/resumable-upload.js';
import { isSameStamp } from '../folder/settling.js';
import { stampOf } from '../hash-file.js';

const READ_BYTES = 2 ** 20;
/** No byte goes out and none comes in: nobody is there any more. As long as `fetch` waits. */
const SILENCE_MS = 300_000;

/**
 * A file that is streamed from its disk. Sending it fails (NotReadableError) when it was written to since: what is sent is what was hashed,
 * and where that cannot be seen, the service compares the hash.
 */
export async function fileSource(fullPath: string): Promise<UploadSource> {
  const stamp = await stampOf(fullPath);
  return {
    sizeBytes: stamp.sizeBytes,
    part: (startByte, endByte) => async (url, init) => {
      const file = await open(fullPath, 'r');
      try {
        const { size: sizeBytes, mtimeMs } = await file.stat();
        if (!isSameStamp(stamp, { sizeBytes, mtimeMs })) throw writtenTo();
        return await sendPart(url, init, { file, startByte, endByte });
      } finally {
        await file.close();
      }
    },
  };
}

interface FilePart {
  readonly file: FileHandle;
  readonly startByte: number;
  readonly endByte: number;
}

async function sendPart(url: string, init: RequestInit, part: FilePart): Promise<Response> {
  const request = begin(url, init, part.endByte - part.startByte);
  let unreadable: Error | null = null;
  const bytes = bytesOf(part, (error) => {
    unreadable = error;
    request.destroy(error);
  });
  const sending = pipeline(bytes, request).catch(() => undefined);
  try {
    const [answer] = (await once(request, 'response')) as [IncomingMessage];
    return await responseOf(answer);
  } catch (error) {
    if (error === unreadable || init.signal?.aborted === true) throw error;
    throw new TypeError('No answer', { cause: error });
  } finally {
    // Who is refused before all was sent sends no more.
    if (!request.writableFinished) request.destroy();
    await sending;
  }
}

function begin(url: string, { method, headers, signal }: RequestInit, nBytes: number): ClientRequest {
  const send = url.startsWith('https:') ? requestHttps : requestHttp;
  const request = send(url, {
    method,
    headers: { ...Object.fromEntries(new Headers(headers)), 'content-length': nBytes },
    signal: signal ?? undefined,
    timeout: SILENCE_MS,
  });
  request.on('timeout', () => request.destroy(new Error(`nothing came for ${SILENCE_MS / 1000} s`)));
  // Whoever waits for the answer hears of it; after the answer nobody does.
  return request.on('error', () => undefined);
}

/** @param onFailure  hears why they cannot be read: of the stream's own ways to end a request, none says so */
async function* bytesOf(
  { file, startByte, endByte }: FilePart,
  onFailure: (error: Error) => void,
): AsyncGenerator<Buffer> {
  try {
    for (let at = startByte; at < endByte;) {
      const chunk = Buffer.allocUnsafeSlow(Math.min(READ_BYTES, endByte - at));
      const { bytesRead } = await file.read(chunk, 0, chunk.length, at);
      if (bytesRead === 0) throw writtenTo();
      at += bytesRead;
      yield chunk.subarray(0, bytesRead);
    }
  } catch (error) {
    onFailure(error as Error);
  }
}

async function responseOf(answer: IncomingMessage): Promise<Response> {
  const body = await text(answer);
  const headers = Object.entries(answer.headersDistinct).flatMap(([name, values = []]) =>
    values.map((value): [string, string] => [name, value]),
  );
  return new Response(body === '' ? null : body, { status: answer.statusCode, headers });
}

const writtenTo = (): DOMException =>
  new DOMException('The file was written to while it was sent.', 'NotReadableError');

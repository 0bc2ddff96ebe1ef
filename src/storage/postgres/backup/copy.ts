import { once } from 'node:events';
import type { Socket } from 'node:net';
import type { Client } from 'pg';

/** What the driver calls of a query of one's own; COPY is not among its own. One message of data is one row. */
interface CopyQuery {
  submit(connection: CopyConnection): void;
  handleCommandComplete(): void;
  handleReadyForQuery(): void;
  handleError(error: Error): void;
  handleCopyData?(message: { readonly chunk: Buffer }, connection: CopyConnection): void;
  handleCopyInResponse?(connection: CopyConnection): void;
}

interface CopyConnection {
  readonly stream: Socket;
  query(text: string): void;
  sendCopyFromChunk(chunk: Uint8Array): void;
  endCopyFrom(): void;
  sendCopyFail(message: string): void;
}

const start = (client: Client, query: CopyQuery): void =>
  void (client as unknown as { query(query: CopyQuery): void }).query(query);

/** Rows that may wait for whoever takes them, before the server is told to wait. */
const WAITING_BYTES = 2 ** 20;

/** The rows of a `COPY … TO STDOUT`, a chunk each, as fast as they are taken. */
export async function* copyOut(client: Client, sql: string): AsyncIterable<Buffer> {
  let rows: Buffer[] = [];
  let [nBytes, isDone, isWanted] = [0, false, true];
  let [error, stream]: [Error | null, Socket | null] = [null, null];
  let wake = (): void => {};
  const end = (cause: Error | null): void => {
    error ??= cause;
    isDone = true;
    wake();
  };
  start(client, {
    submit: (connection) => {
      stream = connection.stream;
      connection.query(sql);
    },
    handleCopyData: ({ chunk }, connection) => {
      if (!isWanted) return;
      rows.push(Buffer.from(chunk)); // the driver uses its memory again
      nBytes += chunk.length;
      if (nBytes > WAITING_BYTES) connection.stream.pause();
      wake();
    },
    handleCommandComplete: () => {},
    handleReadyForQuery: () => end(null),
    handleError: end,
  });
  try {
    for (;;) {
      const taken = rows;
      [rows, nBytes] = [[], 0];
      (stream as Socket | null)?.resume();
      yield* taken;
      if (rows.length > 0) continue;
      if (isDone) break;
      await new Promise<void>((resolve) => (wake = resolve));
    }
  } finally {
    // Whoever stops early lets the rest go by, so that the connection can be used or closed.
    isWanted = false;
    (stream as Socket | null)?.resume();
  }
  if (error !== null) throw error as Error;
}

/** Feeds a `COPY … FROM STDIN`. What goes wrong in the source ends the statement, and is thrown. */
export function copyIn(client: Client, sql: string, source: AsyncIterable<Uint8Array>): Promise<void> {
  return new Promise((resolve, reject) => {
    let failure: Error | null = null;
    const feed = async (connection: CopyConnection): Promise<void> => {
      try {
        for await (const chunk of source) {
          if (failure !== null) return;
          connection.sendCopyFromChunk(chunk);
          if (connection.stream.writableNeedDrain) await once(connection.stream, 'drain');
        }
        connection.endCopyFrom();
      } catch (error) {
        failure ??= error as Error;
        connection.sendCopyFail('the source failed');
      }
    };
    start(client, {
      submit: (connection) => connection.query(sql),
      handleCopyInResponse: (connection) => void feed(connection),
      handleCommandComplete: () => {},
      handleReadyForQuery: () => (failure === null ? resolve() : reject(failure)),
      handleError: (error) => {
        failure ??= error;
        reject(failure);
      },
    });
  });
}

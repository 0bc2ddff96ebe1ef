import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Message {
  readonly path: string;
  readonly headers: Record<string, string>;
  readonly body: string;
}

export interface WebhookReceiver {
  /** For KAIMEN_WEBHOOK_ALLOW. */
  readonly host: string;
  readonly url: string;
  readonly messages: readonly Message[];
  /** What it answers from now on. */
  status: number;
  /** What it answers before that at a path: statuses, or where it says that it has moved. */
  readonly first: Map<string, (number | string)[]>;
  close(): void;
}

/** Hears webhooks on a free port of this machine. */
export async function startReceiver(): Promise<WebhookReceiver> {
  const messages: Message[] = [];
  const server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => (body += chunk.toString()));
    request.on('end', () => {
      const path = request.url!;
      messages.push({ path, headers: request.headers as Record<string, string>, body });
      const answer = receiver.first.get(path)?.shift() ?? receiver.status;
      if (typeof answer === 'string') response.writeHead(302, { location: answer }).end();
      else response.writeHead(answer).end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  const close = (): void => void server.close();
  const url = `http://${host}/kaimen`;
  const receiver: WebhookReceiver = { host, url, messages, status: 204, first: new Map(), close };
  return receiver;
}

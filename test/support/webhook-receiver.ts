import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Message {
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
  close(): void;
}

/** Hears webhooks on a free port of this machine. */
export async function startReceiver(): Promise<WebhookReceiver> {
  const messages: Message[] = [];
  const server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => (body += chunk.toString()));
    request.on('end', () => {
      messages.push({ headers: request.headers as Record<string, string>, body });
      response.writeHead(receiver.status).end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  const close = (): void => void server.close();
  const receiver: WebhookReceiver = { host, url: `http://${host}/kaimen`, messages, status: 204, close };
  return receiver;
}

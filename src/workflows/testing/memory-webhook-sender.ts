import { type ReceiverAnswer, type WebhookMessage, WebhookSender } from '../ports/webhooks.js';
import { WorkflowError } from '../workflow-error.js';

/** Keeps what would be sent, and answers as it is told. */
export class MemoryWebhookSender extends WebhookSender {
  readonly sent: WebhookMessage[] = [];
  /** Of each message, in turn; afterwards 200. Null: no answer. */
  readonly statuses: (number | null)[] = [];
  /** What it asks for with each refusal, seconds. */
  retryAfterS: number | null = null;
  private nSecrets = 0;

  check(url: string): Promise<string> {
    if (url.startsWith('https://')) return Promise.resolve(url);
    return Promise.reject(new WorkflowError('forbidden-url', 'it must begin with https://'));
  }

  newSecret(): string {
    this.nSecrets += 1;
    return `whsec_secret${this.nSecrets}`;
  }

  send(message: WebhookMessage): Promise<ReceiverAnswer> {
    this.sent.push(message);
    const status = this.statuses.length === 0 ? 200 : this.statuses.shift()!;
    const error = status === null ? 'ECONNREFUSED' : null;
    const retryAfterS = status === 200 ? null : this.retryAfterS;
    return Promise.resolve({ retryAfterS, at: new Date('2026-01-01T00:00:00Z'), status, error, tookMs: 1 });
  }
}

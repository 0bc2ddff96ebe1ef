import { createHmac, randomBytes } from 'node:crypto';
import { type ClientRequest, request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';
import { isIP, type LookupFunction } from 'node:net';
import { type ReceiverAnswer, type WebhookMessage, WebhookSender } from '../../workflows/ports/webhooks.js';
import { isPublicAddress } from './address-rules.js';
import {
  bareHost,
  checkedUrl,
  type Exceptions,
  ForbiddenAddress,
  guardedLookup,
  hostAndPort,
  type Resolve,
  systemResolve,
} from './webhook-url.js';

export interface SenderOptions {
  /** Receivers on the operator's own network, as `host:port`. */
  readonly exceptions: Exceptions;
  readonly resolve?: Resolve;
  readonly lookup?: LookupFunction;
  readonly timeoutMs?: number;
}

type Answer = Pick<ReceiverAnswer, 'status' | 'retryAfterS'>;

const TIMEOUT_MS = 15_000;
const SECRET_BYTES = 32;

/** Sends over HTTP as Standard Webhooks 1.0.0 says; follows no redirect; looks at the address again when it connects. */
export class HttpWebhookSender extends WebhookSender {
  constructor(private readonly options: SenderOptions) {
    super();
  }

  check(url: string): Promise<string> {
    return checkedUrl(url, this.options.exceptions, this.options.resolve ?? systemResolve);
  }

  newSecret(): string {
    return `whsec_${randomBytes(SECRET_BYTES).toString('base64')}`;
  }

  async send(message: WebhookMessage): Promise<ReceiverAnswer> {
    const at = new Date();
    const done = (answer: Answer | null, error: string | null): ReceiverAnswer => ({
      ...(answer ?? { status: null, retryAfterS: null }),
      ...{ at, error },
      tookMs: Date.now() - at.getTime(),
    });
    try {
      return done(await this.answerTo(message, at), null);
    } catch (error) {
      return done(null, inWords(error));
    }
  }

  private answerTo({ url: text, secrets, id, body }: WebhookMessage, at: Date): Promise<Answer> {
    const url = new URL(text);
    const isException = this.options.exceptions.has(hostAndPort(url));
    const host = bareHost(url);
    // An address in figures is connected to without being looked up.
    if (!isException && isIP(host) !== 0 && !isPublicAddress(host)) throw new ForbiddenAddress(host);
    if (!isException && url.protocol !== 'https:') throw new ForbiddenAddress(`${host} without TLS`);
    const timestamp = Math.floor(at.getTime() / 1000);
    return new Promise((resolve, reject) => {
      const send = url.protocol === 'https:' ? requestHttps : requestHttp;
      const request: ClientRequest = send(url, {
        method: 'POST',
        agent: false,
        signal: AbortSignal.timeout(this.options.timeoutMs ?? TIMEOUT_MS),
        ...(isException ? {} : { lookup: this.options.lookup ?? guardedLookup }),
        headers: {
          'content-type': 'application/json',
          'content-length': Buffer.byteLength(body),
          'user-agent': 'kaimen',
          'webhook-id': id,
          'webhook-timestamp': String(timestamp),
          'webhook-signature': secrets.map((one) => signature(one, `${id}.${timestamp}.${body}`)).join(' '),
        },
      });
      request.on('error', reject);
      request.on('response', (response) => {
        resolve({
          status: response.statusCode ?? 0,
          retryAfterS: secondsUntil(response.headers['retry-after'], at),
        });
        // What a receiver says beyond its status is read past; the time limit ends one that does not stop.
        response.on('error', () => undefined).resume();
      });
      request.end(body);
    });
  }
}

/** Of a Retry-After: seconds, or until the date that it gives; null: none that can be read. */
function secondsUntil(retryAfter: string | undefined, at: Date): number | null {
  if (retryAfter === undefined) return null;
  const isNumber = /^\d+$/.test(retryAfter);
  const seconds = isNumber ? Number(retryAfter) : (Date.parse(retryAfter) - at.getTime()) / 1000;
  return Number.isNaN(seconds) ? null : Math.max(0, seconds);
}

/** Source: Standard Webhooks 1.0.0, symmetric signatures. Checked: against the package standardwebhooks. */
function signature(secret: string, signed: string): string {
  const key = Buffer.from(secret.replace(/^whsec_/, ''), 'base64');
  return `v1,${createHmac('sha256', key).update(signed).digest('base64')}`;
}

/** Nothing of what lies behind an address that is not public. */
function inWords(error: unknown): string {
  if (error instanceof ForbiddenAddress) return 'forbidden-url: the address is not public';
  if (!(error instanceof Error)) return 'unknown';
  if (error.name === 'TimeoutError' || error.name === 'AbortError') return 'no answer in time';
  return ('code' in error && typeof error.code === 'string' ? error.code : error.message).slice(0, 200);
}

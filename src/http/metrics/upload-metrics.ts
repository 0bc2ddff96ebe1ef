import { Injectable } from '@nestjs/common';
import { Counter } from 'prom-client';
import { MetricsRegistry } from './metrics-registry.js';

/** Bytes that came in with uploads, also of those that were refused. */
@Injectable()
export class UploadMetrics {
  private readonly bytes: Counter;

  constructor({ registry }: MetricsRegistry) {
    this.bytes = new Counter({
      name: 'kaimen_upload_bytes_total',
      help: 'Bytes received in uploads',
      registers: [registry],
    });
  }

  /** The same bytes, counted as they pass. */
  async *counted(source: AsyncIterable<Uint8Array>): AsyncIterable<Uint8Array> {
    for await (const chunk of source) {
      this.bytes.inc(chunk.length);
      yield chunk;
    }
  }
}

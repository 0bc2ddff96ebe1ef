import { Injectable } from '@nestjs/common';
import { Counter } from 'prom-client';
import { tapped } from '../../workflows/tapped.js';
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
  counted(source: AsyncIterable<Uint8Array>): AsyncIterable<Uint8Array> {
    return tapped(source, ({ length }) => this.bytes.inc(length));
  }
}

import type { Clock } from '../clock.js';
import type { Platform } from '../folder/windows-paths.js';
import type { Service } from '../service/service.js';

export interface WatchOptions {
  /** Absolute. */
  readonly folders: readonly string[];
  readonly include: readonly string[];
  readonly ignore: readonly string[];
  readonly maxDepth: number;
  readonly quietMs: number;
  /** Between looks at what is new or may change, and between looks at everything. */
  readonly lookMs: number;
  readonly fullLookMs: number;
  readonly patienceMs: number;
  /** Never asks the system to be told of changes. */
  readonly pollOnly: boolean;
  /** Ends when all that is there was sent. */
  readonly once: boolean;
  /** With `once`: how long the service may be away, ms. */
  readonly giveUpMs: number;
  readonly instrument: string | null;
  readonly session: string | null;
  readonly disposal: { readonly moveTo: string } | 'delete' | null;
  /** Of journals. */
  readonly stateFolder: string;
  readonly serviceUrl: string;
}

export interface WatchPorts {
  readonly service: Service;
  readonly clock: Clock;
  readonly chance: () => number;
  readonly platform: Platform;
  readonly host: string;
  readonly version: string;
  readonly tell: (line: string) => void;
}

export const WATCH_DEFAULTS = {
  ...{ maxDepth: 8, quietMs: 10_000, lookMs: 2000, fullLookMs: 60_000, patienceMs: 600_000 },
  giveUpMs: 60_000,
} as const;

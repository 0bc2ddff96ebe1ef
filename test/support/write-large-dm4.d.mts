export function writeLargeDm4(
  path: string,
  shape: {
    readonly height: number;
    readonly width: number;
    readonly nChannels: number;
    readonly type?: 'uint16' | 'float32';
    /** No spectra but a number each 64 kB. */
    readonly sparse?: boolean;
  },
): void;

/** Where a server keeps its files and how it is reached. */
export interface Place {
  readonly cluster: string;
  readonly socketDir: string;
  readonly logFile: string;
  /** Names the socket; a TCP port on Windows only, which has no unix sockets that PostgreSQL and Node share. */
  readonly port: number;
  readonly password: string;
}

export const usesTcp = process.platform === 'win32';

export function serverArguments(place: Place): string[] {
  const settings = [
    `listen_addresses=${usesTcp ? '127.0.0.1' : ''}`,
    `port=${place.port}`,
    `unix_socket_directories=${usesTcp ? '' : `"${place.socketDir}"`}`,
    'unix_socket_permissions=0700',
    'max_connections=60',
    'shared_buffers=64MB',
    'logging_collector=off',
    'log_min_messages=warning',
  ];
  return ['-D', place.cluster, ...settings.flatMap((setting) => ['-c', setting])];
}

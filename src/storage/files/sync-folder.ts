import { open } from 'node:fs/promises';

/** A rename is only durable when its folder is synced; Windows syncs folders by itself and refuses to open them. */
export async function syncFolder(path: string): Promise<void> {
  if (process.platform === 'win32') return;
  const folder = await open(path, 'r');
  await folder.sync().finally(() => folder.close());
}

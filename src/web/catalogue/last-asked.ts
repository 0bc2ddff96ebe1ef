let address = '/catalogue';

/** What was asked of the catalogue last: a boundary's page leads back to it, not to all of them. */
export const lastAsked = (): string => address;
export function remember(path: string): void {
  address = path;
}

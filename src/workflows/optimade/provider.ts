/** Who answers in OPTIMADE; null: not told. */
export interface OptimadeProvider {
  readonly name: string;
  readonly description: string;
  readonly homepage: string | null;
  /** URL of the licence of the data. */
  readonly license: string | null;
  /** E-mail address of who keeps the service running. */
  readonly maintainer: string | null;
}

export const OPTIMADE_PROVIDER: OptimadeProvider = {
  name: 'Kaimen',
  description: 'Crystal interfaces: structures found by search, with energies and the evidence for them.',
  ...{ homepage: null, license: null, maintainer: null },
};

const FORMS: Readonly<Record<keyof OptimadeProvider, RegExp>> = {
  name: /^\S.{0,199}$/u,
  description: /^\S.{0,1999}$/u,
  homepage: /^https?:\/\/[^\s"<>]{1,500}$/,
  license: /^https?:\/\/[^\s"<>]{1,500}$/,
  maintainer: /^[^\s@]{1,100}@[^\s@]{1,200}$/,
};

/** From JSON as an operator writes it: what is left out stays as it is. Null where it is not of this form. */
export function readProvider(json: string): OptimadeProvider | null {
  let told: unknown;
  try {
    told = JSON.parse(json);
  } catch {
    return null;
  }
  if (typeof told !== 'object' || told === null || Array.isArray(told)) return null;
  const isRight = ([name, value]: [string, unknown]): boolean =>
    Object.hasOwn(FORMS, name) &&
    typeof value === 'string' &&
    FORMS[name as keyof OptimadeProvider].test(value);
  return Object.entries(told).every(isRight) ? { ...OPTIMADE_PROVIDER, ...told } : null;
}

/** Randomness and hashing for credentials; comes from outside because workflows have neither. */
export abstract class Secrets {
  /** 256 random bits, hex: 64 characters that survive copying. */
  abstract random(): string;
  /** SHA-256 of the text, hex. A slow hash is not needed: secrets are random and long. */
  abstract sha256(text: string): string;
  /** Whether two texts are equal, in a time that depends on their lengths only. */
  abstract equal(a: string, b: string): boolean;
}

import { createHash, randomBytes } from 'node:crypto';

/** Proof Key for Code Exchange, RFC 7636: 43 characters of verifier and its S256 challenge. */
export function createPkce(): { verifier: string; challenge: string } {
  const verifier = randomBytes(32).toString('base64url');
  return { verifier, challenge: createHash('sha256').update(verifier).digest('base64url') };
}

/** An opaque single-use `state` (RFC 6749, 10.12), 128 bits. */
export const createState = (): string => randomBytes(16).toString('base64url');

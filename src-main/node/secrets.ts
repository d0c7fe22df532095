import { join } from 'node:path';
import type { SecretStore } from '../host.ts';
import { createSecretFile } from '../lib/secret-file.ts';

/** Secrets as they are, in a file that only its owner can read: where there is no keychain, the user's account is the wall. */
export function createFileSecrets(dataDir: string): SecretStore {
  const file = createSecretFile(join(dataDir, 'secrets', 'secrets.json'));
  return {
    backend: process.platform === 'win32' ? 'file (this user only)' : 'file (0600)',
    get: async (name) => new Map(Object.entries(await file.read())).get(name) ?? null,
    set: (name, value) => file.update((secrets) => ({ ...secrets, [name]: value })),
    delete: (name) => file.update(({ [name]: _gone, ...rest }) => rest),
  };
}

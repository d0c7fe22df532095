import { join } from 'node:path';
import type { SafeStorage } from 'electron';
import type { SecretStore } from '../host.ts';
import { AppError } from '../lib/app-error.ts';
import { createSecretFile } from '../lib/secret-file.ts';

export interface KeychainOptions {
  dataDir: string;
  safeStorage: Pick<
    SafeStorage,
    'isEncryptionAvailable' | 'encryptString' | 'decryptString' | 'getSelectedStorageBackend'
  >;
  platform?: NodeJS.Platform;
  /** Whether the agent said earlier that secrets may be kept without a keychain. */
  acceptsPlain: () => boolean;
  acceptPlain: () => void;
}

/** Marks an error as the keychain's, for the sign-in page. */
const KEYCHAIN = { fields: { '/secretStore': 'keychain' }, reason: 'keychain' };

/**
 * Secrets sealed by the system's keychain, in one file of the data folder. On Linux without a keychain Electron would
 * seal them with a password that everybody knows (`basic_text`): refused with `forbidden`, unless the agent accepted it.
 */
export function createKeychainSecrets(options: KeychainOptions): SecretStore {
  const { dataDir, safeStorage, platform = process.platform } = options;
  const file = createSecretFile(join(dataDir, 'secrets', 'keychain.json'));

  /** Only Linux has several; Electron offers `getSelectedStorageBackend` there alone. */
  const backend = (): string => {
    if (platform === 'darwin') return 'Keychain';
    if (platform === 'win32') return 'DPAPI';
    return safeStorage.getSelectedStorageBackend();
  };
  const isPlain = (): boolean => platform === 'linux' && ['basic_text', 'unknown'].includes(backend());
  const check = (): void => {
    if (safeStorage.isEncryptionAvailable() && (!isPlain() || options.acceptsPlain())) return;
    throw new AppError(
      'forbidden',
      'This desktop has no open keychain (GNOME Keyring or KWallet), so the sign-in can’t be kept safely. Install or unlock one and start Deskhand again.',
      KEYCHAIN,
    );
  };
  const unseal = (name: string, sealed: string): string => {
    check();
    try {
      return safeStorage.decryptString(Buffer.from(sealed, 'base64'));
    } catch (error) {
      throw new AppError('forbidden', `The keychain no longer opens what was kept as "${name}". Sign in again.`, {
        ...KEYCHAIN,
        cause: error,
      });
    }
  };

  return {
    get backend() {
      return backend();
    },
    get isRefusedAsWeak() {
      return isPlain() && !options.acceptsPlain() && safeStorage.isEncryptionAvailable();
    },
    acceptWeak: options.acceptPlain,
    get: async (name) => {
      const sealed = new Map(Object.entries(await file.read())).get(name);
      return sealed === undefined ? null : unseal(name, sealed);
    },
    set: async (name, value) => {
      check();
      const sealed = safeStorage.encryptString(value).toString('base64');
      await file.update((secrets) => ({ ...secrets, [name]: sealed }));
    },
    delete: (name) => file.update(({ [name]: _gone, ...rest }) => rest),
  };
}

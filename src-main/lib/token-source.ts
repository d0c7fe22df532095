/** Where the API client gets its Authorization header from. */
export interface TokenSource {
  /**
   * The header's value, `<scheme> <token>`. `stale` is a value that the service refused with 401: when it is still the
   * current one, a refresh is made, one for the whole process however many ask. Rejects with `unauthorized` when the
   * agent must sign in again, `rateLimited` when the service allows no refresh yet, `offline` when it can't be reached.
   */
  authorization(stale?: string): Promise<string>;
}

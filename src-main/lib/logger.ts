/** A line of the log: what happened, and its circumstances. */
export interface Logger {
  debug(message: string, details?: Record<string, unknown>): void;
  info(message: string, details?: Record<string, unknown>): void;
  warn(message: string, details?: Record<string, unknown>): void;
  error(message: string, details?: Record<string, unknown>): void;
}

export type LogLevel = keyof Logger;
export type LogSink = (level: LogLevel, message: string, details: Record<string, unknown>) => void;

const SECRET_KEY = /token|secret|password|authorization|cookie/i;
/** Tokens of the service (`1000.<hex>.<hex>`), auth schemes with what follows, and secrets in query strings. */
const SECRET_TEXT =
  /\b1000\.[\w-]{8,}\.[\w-]{8,}|\b(?:oauthtoken|authtoken|bearer)\s+\S+|\b(?:code|access_token|refresh_token|client_secret|token)=[^&\s"]+/gi;

function redact(value: unknown, depth: number): unknown {
  if (typeof value === 'string') return value.replace(SECRET_TEXT, '[secret]');
  if (value === null || typeof value !== 'object') return typeof value === 'bigint' ? String(value) : value;
  if (depth > 5) return '[deep]';
  if (value instanceof Error) {
    const { name, message, stack } = value;
    const code = 'code' in value ? value.code : undefined;
    return redact(
      { name, message, code, stack, ...(value.cause === undefined ? {} : { cause: value.cause }) },
      depth + 1,
    );
  }
  if (Array.isArray(value)) return value.slice(0, 50).map((entry) => redact(entry, depth + 1));
  return Object.fromEntries(
    Object.entries(value).map(([key, entry]) => [key, SECRET_KEY.test(key) ? '[secret]' : redact(entry, depth + 1)]),
  );
}

/** A logger whose lines can't carry a token, a secret or an authorization code, wherever in the details they stand. */
export function createLogger(sink: LogSink): Logger {
  const line =
    (level: LogLevel) =>
    (message: string, details: Record<string, unknown> = {}): void =>
      sink(level, redact(message, 0) as string, redact(details, 0) as Record<string, unknown>);
  return { debug: line('debug'), info: line('info'), warn: line('warn'), error: line('error') };
}

export const silentLogger: Logger = createLogger(() => undefined);

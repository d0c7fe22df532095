import { join } from 'node:path';
import log from 'electron-log/node';
import { createLogger, type Logger } from './logger.ts';

/** Bytes after which the log begins anew; one earlier file is kept beside it. */
const MAX_BYTES = 5 * 1024 * 1024;

/** Where the log of a data directory stands. */
export const logFile = (dataDir: string): string => join(dataDir, 'logs', 'deskhand.log');

/** The log of this data directory, `logs/deskhand.log`: a line of JSON after the time and level. Never on the console. */
export function openLogFile(dataDir: string): Logger {
  const file = log.create({ logId: `deskhand-${dataDir}` });
  file.transports.console.level = false;
  file.transports.file.level = 'debug';
  file.transports.file.maxSize = MAX_BYTES;
  file.transports.file.resolvePathFn = () => logFile(dataDir);
  file.transports.file.format = '{y}-{m}-{d}T{h}:{i}:{s}.{ms} {level} {text}';
  return createLogger((level, message, details) => {
    file[level](Object.keys(details).length === 0 ? message : `${message} ${JSON.stringify(details)}`);
  });
}

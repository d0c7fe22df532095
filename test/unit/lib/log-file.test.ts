import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { openLogFile } from '../../../src-main/lib/log-file.ts';

it('writes lines with their circumstances below the data directory', () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'deskhand-log-'));
  const logger = openLogFile(dataDir);
  logger.info('sync paused', { code: 'offline', authorization: 'x' });
  logger.error('failed', { error: new Error('why') });
  const text = readFileSync(join(dataDir, 'logs', 'deskhand.log'), 'utf8');
  expect(text).toContain('info sync paused {"code":"offline","authorization":"[secret]"}');
  expect(text).toContain('"message":"why"');
});

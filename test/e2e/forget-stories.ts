import { rmSync } from 'node:fs';
import { REACHED } from './story.ts';

/** What an earlier run reached proves nothing. */
export default (): void => rmSync(REACHED, { recursive: true, force: true });

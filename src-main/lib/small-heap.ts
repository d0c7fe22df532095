import { setFlagsFromString } from 'node:v8';

/**
 * Keeps V8 from taking memory because there is much of it. By itself a first sync, whose live heap is 25 MB, grows the
 * young generation to 128 MB, and each of its collections holds up the event loop for 20 to 100 ms instead of one or two;
 * and the old generation to four times of what lives in it. V8 reads both flags at each growth, so that they work once it
 * runs, also in Electron's main process, which gets none from the command line of an installed program.
 */
export function keepHeapSmall(): void {
  setFlagsFromString('--semi-space-growth-factor=1');
  setFlagsFromString('--heap-growing-percent=50');
}

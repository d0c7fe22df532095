import type { ErrorCode } from '../../src-preload/contract/wire.ts';
import { BridgeError, toBridgeError } from '../bridge/bridge.ts';

/** Whether an action's answer is its failure. */
export const isFailure = (answer: unknown): answer is BridgeError => answer instanceof BridgeError;

/** The code of anything thrown; match on it, never on the text. */
export const codeOf = (error: unknown): ErrorCode => toBridgeError(error).code;

/** What the stand-in's two halves say to each other over Node's IPC channel. */

/** A window's options as far as a test looks at them. */
export interface WindowOptions {
  x?: number;
  y?: number;
  width?: number;
  height?: number;
  webPreferences?: Record<string, unknown> & { preload?: string };
}

/** From the program (main process) to the test. */
export type FromMain =
  | {
      type: 'window.create';
      window: number;
      options: WindowOptions;
      preload: string;
      page: { scheme: string; origin: string };
    }
  | { type: 'window.load'; window: number; request: number; url: string }
  | { type: 'window.evaluate'; window: number; request: number; code: string }
  | { type: 'window.send'; window: number; channel: string; args: unknown[] }
  | { type: 'window.closed'; window: number }
  | { type: 'window.reload'; window: number }
  | { type: 'second-instance'; argv: string[]; userData: string }
  | { type: 'answer'; request: number; value: unknown }
  /** Something a person would see or hear: `notification`, `shell.openExternal`, `badge`, `tray`, `dialog`, `focus`, ... */
  | { type: 'seen'; what: string; detail: unknown };

/** From the test to the program. Those with a `request` are answered. */
export type ToMain =
  | { type: 'window.loaded'; request: number; error: string | null }
  | { type: 'window.evaluated'; request: number; value: unknown }
  | { type: 'ipc'; request: number; window: number; frame: FrameInfo; channel: string; args: unknown[] }
  | { type: 'page.request'; request: number; url: string; method: string }
  | { type: 'navigate'; request: number; window: number; frame: FrameInfo; url: string }
  | { type: 'window.open'; request: number; window: number; url: string }
  | { type: 'fire'; request: number; what: string; detail?: unknown };

export interface FrameInfo {
  id: number;
  url: string;
  isMainFrame: boolean;
}

export interface PageAnswer {
  status: number;
  headers: Record<string, string>;
  /** Base64. */
  body: string;
}

/** Distributes over the union, so that a message keeps its own fields. */
export type WithoutRequest<T> = T extends { request: number } ? Omit<T, 'request'> : never;

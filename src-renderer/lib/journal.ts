/** Keeps what changes on disk: within `gapMs` of a change its state at that moment or later is being saved. */
export interface Journal {
  /** Whether something changed that is not on disk. */
  readonly isDirty: boolean;
  /** Something changed. */
  touch(): void;
  /** Saves now what is not saved yet. Answers when it is on disk, or could not be put there. */
  flush(): Promise<void>;
}

/** After a save that failed it is tried again this often, milliseconds. */
const RETRY_MS = 1_000;

/** `save` is never running twice at a time. `onstate` hears how it stands. */
export function createJournal(
  save: () => Promise<void>,
  onstate: (state: 'saving' | 'saved' | 'failed') => void,
  gapMs = 300,
): Journal {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let isDirty = false;
  let running: Promise<void> | null = null;

  const plan = (ms: number): void => {
    timer ??= setTimeout(() => void run(), ms);
  };
  const once = async (): Promise<void> => {
    isDirty = false;
    onstate('saving');
    try {
      await save();
      onstate('saved');
    } catch {
      isDirty = true;
      onstate('failed');
      plan(RETRY_MS);
    }
  };
  async function run(): Promise<void> {
    clearTimeout(timer);
    timer = undefined;
    if (running !== null) {
      await running;
      if (isDirty) plan(0);
      return;
    }
    if (!isDirty) return;
    running = once();
    await running;
    running = null;
  }
  return {
    get isDirty() {
      return isDirty || running !== null;
    },
    touch() {
      isDirty = true;
      plan(gapMs);
    },
    async flush() {
      if (running !== null) await running;
      if (isDirty) await run();
    },
  };
}

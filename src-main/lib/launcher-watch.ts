const LOOK_EVERY_MS = 1000;

/**
 * Calls `onGone` once when the launcher that started this process no longer lives, also after a kill -9 of it.
 * Its pid comes in DESKHAND_LAUNCHER_PID; without one nothing is watched.
 */
export function watchLauncher(env: NodeJS.ProcessEnv, onGone: () => void): void {
  const pid = Number(env['DESKHAND_LAUNCHER_PID']);
  if (!Number.isInteger(pid) || pid <= 1) return;
  const timer = setInterval(() => {
    try {
      process.kill(pid, 0);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ESRCH') return;
      clearInterval(timer);
      onGone();
    }
  }, LOOK_EVERY_MS);
  timer.unref();
}

// Loaded before a program that the launcher starts (node --import): when the launcher is gone, however it went, the
// channel closes, and the program is asked to end as if by its own terminal.
if (process.channel) {
  process.channel.unref();
  process.once('disconnect', () => {
    process.kill(process.pid, 'SIGTERM');
    setTimeout(() => process.exit(1), 8000).unref();
  });
}

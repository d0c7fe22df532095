/** Everything that is said to people goes to stderr: stdout is for what was asked for. */
export const say = (text) => void process.stderr.write(`${text}\n`);

/** An error whose message is for the person at the keyboard; it ends the command with `code`. */
export class Problem extends Error {
  constructor(message, code = 1) {
    super(message);
    this.code = code;
  }
}

/** Runs a command's main function: says what went wrong, and sets the exit code that it answers. */
export function runMain(main) {
  main().then(
    (code) => {
      process.exitCode = code ?? 0;
    },
    (error) => {
      say(error instanceof Problem ? error.message : (error.stack ?? String(error)));
      process.exitCode = error instanceof Problem ? error.code : 1;
    },
  );
}

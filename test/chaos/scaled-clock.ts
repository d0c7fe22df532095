/** The time of a world whose clock runs `speed` times as fast as this machine's since `origin`, epoch milliseconds. */
export const scaledNow = (speed: number, origin: number): number => Math.round(origin + (Date.now() - origin) * speed);

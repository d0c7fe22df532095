/** Whether an address is one of this machine's own. */
export const isLoopback = ({ hostname }: URL): boolean => ['127.0.0.1', '[::1]', 'localhost'].includes(hostname);

/** Whether tokens may go there: by https alone, or by http where they never leave this machine. */
export const isServiceAddress = (url: URL): boolean =>
  url.protocol === 'https:' || (url.protocol === 'http:' && isLoopback(url));

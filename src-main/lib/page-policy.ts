/**
 * What the console's page may do, wherever it is served from. Styles may stand inline because frames with a customer's
 * message inherit this policy and mail is styled inline; scripts may not, in the page and in those frames alike.
 */
export function contentSecurityPolicy(connect: readonly string[], frame: readonly string[]): string {
  return [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data: blob:",
    "font-src 'self'",
    `frame-src ${frame.length === 0 ? "'none'" : frame.join(' ')}`,
    `connect-src ${connect.length === 0 ? "'none'" : connect.join(' ')}`,
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; ');
}

/** Headers of every answer with a file of the page. `connect`: the sources that scripts may talk to; `frame`: what frames may show. */
export function pageHeaders(connect: readonly string[], frame: readonly string[] = []): Record<string, string> {
  return {
    'Content-Security-Policy': contentSecurityPolicy(connect, frame),
    'X-Content-Type-Options': 'nosniff',
    'Referrer-Policy': 'no-referrer',
    'Cross-Origin-Opener-Policy': 'same-origin',
    'Cross-Origin-Resource-Policy': 'same-origin',
    'Permissions-Policy': 'camera=(), microphone=(), geolocation=(), usb=(), serial=(), hid=(), payment=()',
  };
}

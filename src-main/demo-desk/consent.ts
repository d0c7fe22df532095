/** What a person types into the sign-in page. */
export interface ConsentInput {
  email: string;
  password: string;
  /** false presses Deny. */
  accept?: boolean;
}

function hiddenField(html: string, name: string): string {
  const match = new RegExp(`name="${name}" value="([^"]*)"`).exec(html);
  if (!match) {
    const told = /role="alert">(?:<code>)?([^<]*)/.exec(html)?.[1];
    throw new Error(`The accounts server did not go on${told === undefined ? '' : `: ${told}`}`);
  }
  return match[1] as string;
}

/**
 * Does over HTTP what a person does in the browser: opens the authorization page, signs in, accepts (or denies) and follows the redirect to the
 * program's loopback callback. Resolves with the callback's address and the page it answered; throws when a page refuses.
 */
export async function acceptConsent(
  authUrl: string,
  input: ConsentInput,
): Promise<{ callbackUrl: string; status: number; body: string }> {
  const origin = new URL(authUrl).origin;
  const opened = await fetch(authUrl, { redirect: 'manual' });
  const cookie = (opened.headers.get('set-cookie') ?? '').split(';')[0] ?? '';
  const post = (path: string, form: Record<string, string>): Promise<Response> =>
    fetch(origin + path, {
      method: 'POST',
      redirect: 'manual',
      headers: { Cookie: cookie, 'Content-Type': 'application/x-www-form-urlencoded' },
      body: new URLSearchParams(form),
    });
  const request = hiddenField(await opened.text(), 'request');
  const signedIn = await post('/oauth/v2/login', { request, email: input.email, password: input.password });
  const consentHtml = await signedIn.text();
  if (signedIn.status !== 200)
    throw new Error(`Sign-in was refused: ${/role="alert">([^<]*)/.exec(consentHtml)?.[1] ?? signedIn.status}`);
  const decided = await post('/oauth/v2/consent', {
    request: hiddenField(consentHtml, 'request'),
    decision: input.accept === false ? 'deny' : 'accept',
  });
  const callbackUrl = decided.headers.get('location');
  if (decided.status !== 302 || callbackUrl === null)
    throw new Error(`The consent page answered ${decided.status} in place of a redirect`);
  const callback = await fetch(callbackUrl, { redirect: 'manual' });
  return { callbackUrl, status: callback.status, body: await callback.text() };
}

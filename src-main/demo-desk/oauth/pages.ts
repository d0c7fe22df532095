function escape(text: string): string {
  return text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;').replace(/"/g, '&quot;');
}

const STYLE = `
:root{color-scheme:light dark;--bg:#eef1f6;--card:#fff;--ink:#1c2430;--soft:#5c6675;--line:#d8dee8;--accent:#2457d6;--accent-ink:#fff;--bad:#b3261e}
@media (prefers-color-scheme:dark){:root{--bg:#12161d;--card:#1b212b;--ink:#e8ecf3;--soft:#9aa5b5;--line:#313a48;--accent:#6d97ff;--accent-ink:#0b1220;--bad:#ff8a80}}
*{box-sizing:border-box}
body{margin:0;min-height:100vh;display:grid;place-items:center;padding:24px;background:var(--bg);color:var(--ink);font:15px/1.5 system-ui,-apple-system,"Segoe UI",sans-serif}
main{width:100%;max-width:420px;background:var(--card);border:1px solid var(--line);border-radius:14px;padding:32px;box-shadow:0 12px 40px rgb(20 30 60/.12)}
.brand{display:flex;align-items:center;gap:10px;font-weight:650;letter-spacing:.01em;margin-bottom:22px}
.brand span{width:30px;height:30px;border-radius:8px;background:var(--accent);color:var(--accent-ink);display:grid;place-items:center;font-weight:700}
h1{font-size:21px;line-height:1.3;margin:0 0 6px}
p{margin:0 0 18px;color:var(--soft)}
label{display:block;font-weight:550;margin:14px 0 6px}
input{width:100%;padding:11px 12px;border:1px solid var(--line);border-radius:9px;font:inherit;background:transparent;color:inherit}
input:focus-visible,button:focus-visible{outline:3px solid color-mix(in srgb,var(--accent) 45%,transparent);outline-offset:1px}
.row{display:flex;gap:12px;margin-top:24px}
button{flex:1;padding:12px 16px;border-radius:9px;border:1px solid var(--line);background:transparent;color:inherit;font:inherit;font-weight:600;cursor:pointer}
button.main{background:var(--accent);border-color:var(--accent);color:var(--accent-ink)}
ul{list-style:none;margin:0;padding:0;border:1px solid var(--line);border-radius:10px;max-height:300px;overflow:auto}
li{padding:10px 14px;border-top:1px solid var(--line)}
li:first-child{border-top:0}
li small{display:block;color:var(--soft);font-family:ui-monospace,monospace;font-size:12px}
.bad{color:var(--bad);font-weight:550}
code{font-size:13px}`;

function page(title: string, body: string): string {
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1"><title>${escape(title)}</title><style>${STYLE}</style></head><body><main><div class="brand"><span aria-hidden="true">Z</span>Zylker Accounts</div>${body}</main></body></html>`;
}

const NOUNS: Record<string, string> = {
  tickets: 'tickets and what belongs to them',
  contacts: 'contacts and accounts',
  tasks: 'tasks',
  basic: 'organisation, agents and departments',
  settings: 'settings',
  search: 'search',
};
const VERBS: Record<string, string> = {
  ALL: 'Read and change',
  READ: 'Read',
  WRITE: 'Write',
  UPDATE: 'Update',
  CREATE: 'Create',
  DELETE: 'Delete',
};

function scopeText(scope: string): string {
  const [, noun = '', verb = ''] = scope.split('.');
  return `${VERBS[verb] ?? verb} ${NOUNS[noun] ?? noun}`;
}

/** The sign-in page: works without scripts; the demo agent is filled in already. */
export function loginPage(request: string, email: string, password: string, problem: string | undefined): string {
  return page(
    'Sign in – Zylker Accounts',
    `<h1>Sign in</h1><p>to continue to the Zylker help desk</p>${problem === undefined ? '' : `<p class="bad" role="alert">${escape(problem)}</p>`}
<form method="post" action="/oauth/v2/login"><input type="hidden" name="request" value="${escape(request)}">
<label for="email">Email address</label><input id="email" name="email" type="email" autocomplete="username" required value="${escape(email)}">
<label for="password">Password</label><input id="password" name="password" type="password" autocomplete="current-password" required value="${escape(password)}">
<div class="row"><button class="main" type="submit">Sign in</button></div></form>`,
  );
}

/** The consent page: what the program may do, with Accept and Deny. */
export function consentPage(request: string, agent: string, client: string, scopes: readonly string[]): string {
  return page(
    'Allow access – Zylker Accounts',
    `<h1>${escape(client)} would like to</h1><p>use the help desk in the name of ${escape(agent)}</p>
<ul>${scopes.map((scope) => `<li>${escape(scopeText(scope))}<small>${escape(scope)}</small></li>`).join('')}</ul>
<form method="post" action="/oauth/v2/consent"><input type="hidden" name="request" value="${escape(request)}">
<div class="row"><button name="decision" value="deny" type="submit">Deny</button><button class="main" name="decision" value="accept" type="submit">Accept</button></div></form>`,
  );
}

/** A request that cannot go on; nothing is sent back to the program. */
export function errorPage(title: string, detail: string): string {
  return page(
    `${title} – Zylker Accounts`,
    `<h1>${escape(title)}</h1><p class="bad" role="alert"><code>${escape(detail)}</code></p><p>Close this page and start again from the program.</p>`,
  );
}

export const LINK_SCHEME = 'deskhand';

/** The route that a `deskhand://ticket/ID` link asks for; null for everything else, whatever it tries. */
export function routeOfLink(link: string): string | null {
  const [, id] = /^deskhand:\/\/ticket\/(\d{1,20})\/?$/i.exec(link) ?? [];
  return id === undefined ? null : `#/tickets/${id}`;
}

/** The first link among a program's arguments, and those that are none. */
export function takeLink(args: readonly string[]): { route: string | null; rest: string[] } {
  const isLink = (arg: string): boolean => arg.toLowerCase().startsWith(`${LINK_SCHEME}:`);
  const routes = args.filter(isLink).map(routeOfLink);
  return { route: routes.find((route) => route !== null) ?? null, rest: args.filter((arg) => !isLink(arg)) };
}

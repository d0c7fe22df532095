/** The scope that a call needs, by its path below /api/v1 (the reference's table OAuth 作用域), for people to add. */
export function scopeOf(path: string, method = 'GET'): string {
  const noun = /^\/*([a-z]+)/i.exec(path)?.[1] ?? '';
  const read = method === 'GET';
  if (/search$/i.test(path.split('?')[0] ?? '') || noun === 'search') return 'Desk.search.READ';
  switch (noun) {
    case 'tickets':
    case 'closeTickets':
      return 'Desk.tickets.ALL';
    case 'contacts':
    case 'accounts':
    case 'contracts':
      return read ? 'Desk.contacts.READ' : method === 'POST' ? 'Desk.contacts.CREATE' : 'Desk.contacts.UPDATE';
    case 'tasks':
      return 'Desk.tasks.ALL';
    case 'uploads':
      return 'Desk.basic.CREATE';
    case 'agents':
    case 'departments':
    case 'organizations':
    case 'myinfo':
      return 'Desk.basic.READ';
    default:
      return 'Desk.settings.READ';
  }
}

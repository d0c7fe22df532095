const ESCAPES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' };

/**
 * The body of a notification as the platform wants it. On Linux Electron hands it to libnotify as it is, and servers read
 * it as markup with links and pictures (Desktop Notifications Specification, "Markup"); titles are plain text everywhere.
 */
export const bodyFor = (platform: NodeJS.Platform, body: string): string =>
  platform === 'linux' ? body.replace(/[&<>]/g, (sign) => ESCAPES[sign] ?? sign) : body;

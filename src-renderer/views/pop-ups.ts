import type { AppState } from '../state/app.svelte.ts';

/**
 * Shows what the host leaves to the page: as a notification of the browser's where it may, else in a line. `open` goes to
 * its route. Returns the function that ends it.
 */
export function listenForPopUps(app: AppState, open: (route: string) => void): () => void {
  return app.bridge.on('app.notification', (popUp) => {
    if (app.notifications.popUp(popUp, open)) return;
    const { route } = popUp;
    const action = route === undefined ? {} : { action: { label: app.i18n.t.news.open, run: () => open(route) } };
    app.said.say({ tone: 'news', text: [popUp.title, popUp.body].filter(Boolean).join(' · '), ...action });
  });
}

import type { HandlersOf } from '../../src-preload/contract/index.ts';
import type { Session } from '../auth/session.ts';

export function createSessionHandlers(session: Session): HandlersOf<'session'> {
  return {
    'session.get': () => session.state,
    'session.signIn': (input) => {
      session.signIn(input);
      return null;
    },
    'session.signInAgain': () => {
      session.signInAgain();
      return null;
    },
    'session.cancelSignIn': () => {
      session.cancelSignIn();
      return null;
    },
    'session.chooseOrganization': async ({ id }) => {
      await session.chooseOrganization(id);
      return null;
    },
    'session.chooseAgent': async ({ id }) => {
      await session.chooseAgent(id);
      return null;
    },
    'session.signOut': async () => {
      await session.signOut();
      return null;
    },
  };
}

import type { HandlersOf } from '../../src-preload/contract/index.ts';
import type { Cache } from '../store/cache.ts';

export interface OrganizationHandlersDeps {
  cache: Pick<Cache, 'organizations'>;
  organizationId: string;
  /** Asks the service for it. */
  look(id: string): void;
}

/** The organisation whose desk this is, from the cache. */
export function createOrganizationHandlers({
  cache,
  organizationId,
  look,
}: OrganizationHandlersDeps): HandlersOf<'organizations'> {
  return {
    'organizations.get'() {
      const held = cache.organizations.get(organizationId);
      if (held === null) return null;
      const { doc, asOf } = held;
      return {
        id: doc.id,
        name: doc.companyName || doc.organizationName || doc.id,
        portalName: doc.organizationName || null,
        phone: doc.phoneNumber || null,
        portalUrl: doc.portalURL || null,
        edition: doc.edition || null,
        isAdmin: doc.isAdminInOrg === true,
        asOf,
      };
    },
    'organizations.refresh'() {
      look(organizationId);
      return null;
    },
  };
}

import { unknownId, type Call, type Handler } from '../call.ts';
import { bareNumber } from '../json.ts';
import type { Store } from '../store.ts';

function organization(call: Call, store: Store, first: boolean, form: 'detail' | 'row'): Record<string, unknown> {
  const portal = store.orgName.toLowerCase().replace(/[^a-z0-9]/g, '');
  return {
    id: form === 'detail' || call.live ? bareNumber(store.orgId) : store.orgId,
    companyName: store.orgName,
    organizationName: portal,
    portalName: portal,
    phoneNumber: '9884358080',
    portalURL: `${call.origin}/support/${portal}/ShowHomePage.do`,
    logoURL: `${call.origin}/support/${portal}/logo.png`,
    isDefault: form === 'row' && !call.live ? String(first) : first,
    isAdminInOrg: call.agent.profile === 1,
    ...(call.live ? { edition: 'ENTERPRISE', isSandboxPortal: false, currencyCode: 'USD', mode: 'web' } : {}),
  };
}

/** The organisations an agent belongs to; `stores` are all of them, the default first. */
export function organizationHandlers(stores: readonly Store[]): Record<string, Handler> {
  return {
    listOrganizations: (call) => ({
      status: 200,
      json: { data: stores.map((store, at) => organization(call, store, at === 0, 'row')) },
    }),
    getOrganization: (call) => {
      const at = stores.findIndex((store) => store.orgId === call.params['organization_Id']);
      if (at < 0) throw unknownId();
      return { status: 200, json: organization(call, stores[at] as Store, at === 0, 'detail') };
    },
  };
}

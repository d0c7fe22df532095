import { organization } from '../../src-preload/contract/organizations.ts';
import { defineGet, defineList, noQuery, path } from './operation.ts';

const root = () => '/organizations';

/** Organisations that the signed-in user belongs to. Goes out without `orgId`. */
export const listOrganizations = defineList('listOrganizations', root, organization, noQuery);

/** Goes out without `orgId`. */
export const getOrganization = defineGet('getOrganization', (id: string) => path`/organizations/${id}`, organization);

import { ForbiddenError } from '../../auth/auth.errors';
import type { Principal } from '../../auth/principal';

/**
 * Pictures of a campaign are asked for by its members, and by those who act for everybody.
 * @throws ForbiddenError (403) for anybody else; without a campaign there is nothing to check
 */
export function assertMember({ campaigns, roles }: Principal, campaignId: string | undefined): void {
  if (campaignId === undefined || campaigns.includes(campaignId)) return;
  if (roles.includes('admin') || roles.includes('service')) return;
  throw new ForbiddenError('you are no member of that campaign');
}

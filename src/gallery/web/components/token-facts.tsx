import type { Claims } from '../state/claims';
import { timeText } from '../state/image-words';
import { allows } from '../state/claims';
import { Facts } from './facts';

const ACTS = [
  { action: 'read', name: 'look' },
  { action: 'create', name: 'ask for pictures' },
  { action: 'update', name: 'change' },
  { action: 'delete', name: 'delete and cancel' },
] as const;

/** What a token says of its bearer and allows. */
export function TokenFacts({ claims }: { readonly claims: Claims }) {
  const acts = ACTS.filter(({ action }) => allows(claims, action)).map(({ name }) => name);
  return (
    <Facts
      facts={[
        ['Signed in as', claims.subject],
        ['Allows to', acts.join(', ') || 'nothing'],
        ['Roles', claims.roles.join(', ') || 'none'],
        ['Campaigns', claims.campaigns.join(', ') || (claims.roles.includes('admin') ? 'all' : 'none')],
        ['Expires', claims.expiresAt === undefined ? 'never' : timeText(new Date(claims.expiresAt).toISOString())],
      ]}
    />
  );
}

import { CharacterNotFoundError } from '../characters/character-details.client';
import { assertMayBeShown } from './asked-character';
import type { Asker } from './jobs/job-request';

const sheet = { ownerId: 'bob', campaignId: 'c2' };
const aJob = (owner: string | null, asker?: Partial<Asker>, source: 'http' | 'hub' = 'http') => ({
  source,
  owner_id: owner,
  metadata: { asker: asker && { seesEverything: false, campaigns: [], ...asker } },
});

describe('assertMayBeShown', () => {
  it.each([
    ['its owner', aJob('bob', {}), sheet],
    ['a member of its campaign', aJob('alice', { campaigns: ['c1', 'c2'] }), sheet],
    ['a service or an admin', aJob('root', { seesEverything: true }), sheet],
    ['a service on the hub', aJob(null, undefined, 'hub'), sheet],
    ["anybody, when it is nobody's", aJob('alice', {}), { campaignId: 'c2' }],
  ])('shows a character to %s', (_, job, details) => {
    expect(() => assertMayBeShown(job, details)).not.toThrow();
  });

  it.each([
    ['a stranger', aJob('alice', { campaigns: ['c1'] }), sheet],
    ['a stranger, when it is in no campaign', aJob('alice', { campaigns: ['c1'] }), { ownerId: 'bob' }],
    ['whoever asked before this was kept', aJob('alice'), sheet],
  ])('knows no such character for %s', (_, job, details) => {
    expect(() => assertMayBeShown(job, details)).toThrow(CharacterNotFoundError);
  });
});

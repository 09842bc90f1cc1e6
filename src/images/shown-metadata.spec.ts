import type { Principal } from '../auth/principal';
import { shownMetadata, type Viewer } from './shown-metadata';

const shown = { position: { x: 1, y: 1 } };
const hidden = { position: { x: 2, y: 2 }, properties: { hidden: true, label: 'trap' } };
const image = {
  owner_id: 'gm',
  campaign_id: 'c-1',
  metadata: { name: 'Crypt', overlays: [{ type: 'marker', elements: [shown, hidden] }, { type: 'effect', elements: [hidden] }] },
}; // prettier-ignore
const principal = (sub: string, ...roles: string[]): Principal => ({
  sub,
  roles,
  permissions: ['image:*'],
  campaigns: ['c-1'],
});

describe('shownMetadata', () => {
  it.each<[string, Viewer]>([
    ['its owner', principal('gm')],
    ['an admin', principal('root', 'admin')],
    ['whoever sent it', 'author'],
  ])('shows %s everything', (_, viewer) => {
    expect(shownMetadata(image, viewer)).toEqual(image.metadata);
  });

  it.each<[string, Viewer]>([
    ['a member of its campaign', principal('player')],
    ['a service', principal('other', 'service')],
    ['who asks over the hub', 'nobody'],
  ])('keeps what is hidden from %s', (_, viewer) => {
    expect(shownMetadata(image, viewer)).toEqual({
      name: 'Crypt',
      overlays: [{ type: 'marker', elements: [shown] }],
    });
  });

  it.each([[{}], [{ overlays: 'none' }], [{ overlays: [7, null, { elements: 'x' }] }]])('leaves %j alone', (metadata) => {
    expect(shownMetadata({ ...image, metadata }, 'nobody')).toEqual(metadata);
  }); // prettier-ignore
});

import type { HubStranger } from './hub';

/** Makes some pictures of every kind, and says under which names they can be asked for. */
export async function ownIdsFor(owner: string, hub: HubStranger): Promise<Record<string, string[]>> {
  const ids: Record<string, string[]> = { portraits: [], maps: [], tokens: [], images: [], jobs: [], batches: [] };
  for (const [type, group] of [
    ['portrait', 'portraits'],
    ['map', 'maps'],
    ['token', 'tokens'],
  ] as const) {
    for (let number = 0; number < 4; number += 1) {
      const data = { description: `a quiet corner number ${number}`, campaign_id: 'campaign-7', tags: ['fuzz'] };
      const small = type === 'map' ? { dimensions: { width: 6, height: 6 } } : {};
      const event = await hub.publish('generation.requested', { type, user_id: owner, data: { ...data, ...small } });
      const [answer] = await hub.answers(event);
      if (answer?.event_type !== 'image.generated') throw new Error(`no ${type} to ask for: ${JSON.stringify(answer)}`);
      for (const list of [group, 'images'] as const) ids[list]?.push(answer.payload.image_id);
      ids.jobs?.push(answer.payload.job_id);
    }
  }
  return ids;
}

import * as fc from 'fast-check';
import type { CanonicalEvent } from '../../hub/envelope/canonical-event';
import { characterIn } from './character-event';

const updated = (payload: object): CanonicalEvent => ({ payload }) as unknown as CanonicalEvent;

describe('characterIn', () => {
  // The forms of docs/messages.md: a list of names, an object, old and new values, an audit trail.
  it.each([
    ['names what has changed', { character_id: 'c-1', changes: ['equipment', 'level'], timestamp: 'now' }],
    ['holds the new values', { character_id: 'c-1', changes: { level: 2, name: 'Grok' }, rollback: true }],
    ['calls the character by its id alone', { id: 'c-1', changes: { name: 'Grok' } }],
    ['holds old and new values', { character_id: 'c-1', state_changes: { armor: { old: null, new: 'plate' } } }],
    ['lists paths', { character_id: 'c-1', changes: [{ field: 'appearance.hair' }, { field: 'equipment.armor' }] }],
    ['is an audit trail', { character_id: 'c-1', changes: [{ field: 'hp', old_value: 3, new_value: 1, change_type: 'u' }] }],
    ['says nothing of what has changed', { character_id: 'c-1' }],
  ])('takes from an update that %s whose it is, and nothing else', (_form, payload) => {
    expect(characterIn(updated(payload))).toEqual({ character_id: 'c-1', campaign_id: undefined });
  }); // prettier-ignore

  it('keeps the campaign, unless it is no id', () => {
    expect(characterIn(updated({ character_id: 'c-1', campaign_id: 'k-1' })).campaign_id).toBe('k-1');
    expect(characterIn(updated({ character_id: 'c-1', campaign_id: { id: 'k' } })).campaign_id).toBeUndefined();
  });

  it('takes any changes without a word', () => {
    const property = fc.property(fc.jsonValue(), (changes) => {
      expect(characterIn(updated({ id: 'c-1', changes, state_changes: changes })).character_id).toBe('c-1');
    });

    fc.assert(property, { numRuns: 500 });
  });
});

import { normaliseLocation } from './normalise-location';

describe('A location that is a region', () => {
  it.each([
    [{ type: 'kingdom' }, undefined],
    [{ location_type: 'Island' }, 'island'],
    [{ map_type: 'region', description: 'Cliffs above a grey sea' }, 'coast'],
    [{ type: 'valley' }, 'valley'],
    [{ type: 'wilderness', size: 'regional' }, undefined],
  ])('is known by its type or size: %j', (location, landform) => {
    expect(normaliseLocation(location)).toMatchObject({ setting: 'region', ...(landform && { landform }) });
  });

  it.each([
    [{ type: 'tavern', description: 'an inn in the valley of kings' }],
    [{ description: 'a camp by the coast' }],
  ])('is not meant in passing: %j', (location) => {
    expect(normaliseLocation(location).setting).not.toBe('region');
  });

  it('tells its places with their names, in any script', () => {
    const { places } = normaliseLocation({
      type: 'kingdom',
      points_of_interest: [{ type: 'capital city', name: 'Aurenhold' }, { type: 'cave', name: 'كهف' }, 'Village of Thornby', 7, null],
      areas: [{ name: 'Old Fort' }],
    }); // prettier-ignore

    expect(places).toEqual([
      { kind: 'city', label: 'Aurenhold' },
      { kind: 'cave', label: 'كهف' },
      { kind: 'village', label: 'Village of Thornby' },
      { kind: 'castle', label: 'Old Fort' },
    ]);
  });

  it.each([
    { type: 'dungeon', name: 'Vault', hidden: true },
    { type: 'dungeon', name: 'Vault', player_visible: false },
    { type: 'secret dungeon', name: 'Vault' },
    { type: 'dungeon', name: 'The hidden Vault' },
  ])('says nothing of what players must not know: %j', (place) => {
    expect(JSON.stringify(normaliseLocation({ type: 'region', points_of_interest: [place] }))).not.toContain('ault');
  });
});

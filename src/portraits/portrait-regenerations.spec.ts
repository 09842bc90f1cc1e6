import type { CharacterDetailsClient } from '../characters/character-details.client';
import { CharacterIdentities } from '../characters/identity/character-identities';
import { IdentifiedCharacters } from '../characters/identity/identified-characters';
import { normaliseDetails } from '../characters/normalise-details';
import { ValidationFailedError } from '../common/errors';
import type { JobsReader } from '../generation/jobs/jobs.reader';
import type { ImageEntity } from '../images/image.entity';
import type { ImagesReader } from '../images/images.reader';
import { PortraitRegenerations, type RegeneratedPortrait } from './portrait-regenerations';
import { PortraitSubjects } from './portrait-subjects';
import type { PortraitRequestDto } from './portrait-request.dto';

type Asked = PortraitRequestDto & RegeneratedPortrait;

const painted = normaliseDetails({ species: 'dwarf', hair: 'grey hair', equipment: ['plate armor'] });
const now = normaliseDetails({ species: 'elf', hair: 'silver hair', theme: 'horror' });

const images: Record<string, Partial<ImageEntity>> = {
  portrait: { id: 'portrait', job_id: 'asked', seed: '42', tags: ['npc'] },
  larger: { id: 'larger', job_id: 'edited', seed: '7', tags: ['large'] },
};

function world(parameters: object) {
  const jobs = {
    find: (id: string) =>
      Promise.resolve({ parameters: id === 'edited' ? { edit: { source_image_id: 'portrait' } } : parameters }),
  } as unknown as JobsReader;
  const reader = {
    find: (id: string) => Promise.resolve(images[id]),
    recipeOf: () => Promise.resolve({ subject: painted.subject, theme: 'western' }),
  } as unknown as ImagesReader;
  const identities = new CharacterIdentities({ query: () => Promise.resolve([]) } as never);
  const characters = { get: () => Promise.resolve(now) } as unknown as CharacterDetailsClient;
  return {
    regenerations: new PortraitRegenerations(jobs, reader),
    subjects: new PortraitSubjects(new IdentifiedCharacters(characters, identities), identities, reader),
  };
}

const read = async (parameters: object, body: object, image = 'portrait'): Promise<Asked> => {
  const { regenerations } = world(parameters);
  return (await regenerations.read(body, images[image] as ImageEntity)).parameters;
};

describe('PortraitRegenerations', () => {
  const asked = { description: 'a dwarf', theme: 'western', style: { pose: 'sitting', mood: 'calm' }, seed: 42 };

  it('asks for the same again, with what changes', async () => {
    const again = await read(asked, { changes: { theme: 'horror', style: { mood: 'grim' } } });

    expect(again).toMatchObject({ description: 'a dwarf', theme: 'horror', style: { pose: 'sitting', mood: 'grim' } });
  });

  it.each([
    [undefined, undefined],
    ['nothing', undefined],
    ['seed', 42],
    ['face', 42],
  ])('keeps of the seed, when told to keep %s: %s', async (keep, seed) => {
    expect((await read(asked, { keep })).seed).toBe(seed);
  });

  it('takes a new seed only where none is kept', async () => {
    expect((await read(asked, { seed: 5 })).seed).toBe(5);
    await expect(read(asked, { keep: 'face', seed: 5 })).rejects.toBeInstanceOf(ValidationFailedError);
  });

  it('goes back to the portrait that was edited', async () => {
    const again = await read(asked, { keep: 'seed' }, 'larger');

    expect(again).toMatchObject({ seed: 42, tags: ['large'], description: 'a dwarf' });
    expect(again.regenerates).toMatchObject({ image_id: 'larger', origin_id: 'portrait' });
  });

  it('carries what was said of a character before into the next try', async () => {
    const earlier = { character_id: 'c1', regenerates: { keep: 'nothing', description: 'in a blue cloak' } };

    const again = await read(earlier, {});

    expect(again).toMatchObject({ character_id: 'c1', regenerates: { description: 'in a blue cloak' } });
    expect(again.description).toBeUndefined();
  });

  it('refuses what it does not know', async () => {
    await expect(read(asked, { changes: { character_id: 'c2' } })).rejects.toThrow(/changes.character_id/);
    await expect(read(asked, { keep: 'hat' })).rejects.toThrow(/keep: expected one of seed, face, nothing/);
  });
});

describe('PortraitSubjects', () => {
  const { subjects } = world({});
  const regenerates = { image_id: 'portrait', origin_id: 'portrait' } as const;

  it('shows who was painted before when the face is kept, and changes only clothes and gear', async () => {
    const { subject, theme } = await subjects.of({
      character_id: 'c1',
      regenerates: { ...regenerates, keep: 'face', description: 'a blond elf in a blue cloak' },
    });

    expect(subject).toMatchObject({ species: 'dwarf', hair: painted.subject.hair, outfit: ['blue cloak'] });
    expect(theme).toBe('western');
  });

  it.each(['seed', 'nothing'] as const)('asks how a character looks now when %s is kept', async (keep) => {
    const { subject } = await subjects.of({
      character_id: 'c1',
      regenerates: { ...regenerates, keep, description: 'with green eyes' },
    });

    expect(subject).toMatchObject({
      species: 'elf',
      hair: now.subject.hair,
      eyes: expect.stringContaining('green') as string,
    });
  });

  it('goes by the description where there is no character', async () => {
    const { subject } = await subjects.of({
      description: 'a halfling with red hair',
      regenerates: { ...regenerates, keep: 'seed' },
    });

    expect(subject).toEqual(normaliseDetails({ description: 'a halfling with red hair' }).subject);
    expect(subject.hair).toContain('red');
  });

  it('shows who was painted when the request is not known any more', async () => {
    const { subject } = await subjects.of({ regenerates: { ...regenerates, keep: 'nothing' } });

    expect(subject).toEqual(painted.subject);
  });
});

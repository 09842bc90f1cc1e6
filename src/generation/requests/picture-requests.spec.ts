import type { JobIntake } from '../jobs/job-intake';
import { imageIdOf, jobIdOf, type JobRequest } from '../jobs/job-request';
import type { PictureKinds } from '../picture-kind';
import { PictureRequests, type ReadPicture } from './picture-requests';

/** An intake that takes everything, and what it was given. */
function anIntake(): { readonly intake: JobIntake; readonly taken: JobRequest[] } {
  const taken: JobRequest[] = [];
  const accept = (requests: readonly JobRequest[]): Promise<never[]> => {
    taken.push(...requests);
    return Promise.resolve([]);
  };
  return { intake: { accept } as unknown as JobIntake, taken };
}

const anEdit = (store: (imageId: string) => Promise<Record<string, unknown>>): ReadPicture => ({
  identity: ['http', 'nonce'],
  kind: 'portrait',
  source: 'http',
  priority: 5,
  correlationId: 'c',
  read: { parameters: { edit: 'without its mask' }, store },
});

describe('PictureRequests', () => {
  it('stores what comes with a request once, and takes the parameters that say where it is', async () => {
    const { intake, taken } = anIntake();
    const stored: string[] = [];
    const edit = anEdit((imageId) => {
      stored.push(imageId);
      return Promise.resolve({ edit: 'with its mask' });
    });

    await new PictureRequests({} as PictureKinds, intake).acceptRead([edit]);

    expect(stored).toEqual([imageIdOf(jobIdOf(['http', 'nonce']))]);
    expect(taken).toMatchObject([{ parameters: { edit: 'with its mask' } }]);
    expect(taken[0]).not.toHaveProperty('store');
  });
});

import { HealthService } from '../health/health.service';
import type { MeasuredObjectStore } from './measured.object-store';
import { StorageProbe } from './storage.probe';
import { StorageUnavailableError } from './storage.errors';

const probeOf = (store: Partial<Pick<MeasuredObjectStore, 'check' | 'writeFailure'>>): StorageProbe =>
  new StorageProbe({ check: () => Promise.resolve(), ...store } as MeasuredObjectStore, new HealthService());

describe('StorageProbe', () => {
  it('is well while the store is there and takes files', async () => {
    await expect(probeOf({}).check()).resolves.toEqual({ status: 'ok' });
  });

  it('sees that a store that is there takes no files', async () => {
    const found = await probeOf({ writeFailure: new StorageUnavailableError('no room') }).check();

    expect(found).toEqual({
      status: 'degraded',
      detail: 'is there, but took no file: the object store is not available: no room',
    });
  });

  it('leaves a store that is away to whoever asks', async () => {
    const check = () => Promise.reject(new StorageUnavailableError('away'));

    await expect(probeOf({ check }).check()).rejects.toThrow(StorageUnavailableError);
  });
});
